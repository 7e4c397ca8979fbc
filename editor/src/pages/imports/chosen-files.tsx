import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';

interface ChosenFiles {
  of(importId: string): File | undefined;
  keep(importId: string, file: File): void;
}

const ChosenFilesContext = createContext<ChosenFiles | undefined>(undefined);

/** Holds the files that were chosen while their imports are uploaded; a reload forgets them, since no browser keeps files for a page. */
export function ChosenFilesProvider({ children }: { children: ReactNode }) {
  const [files, setFiles] = useState<ReadonlyMap<string, File>>(new Map());
  const keep = useCallback(
    (importId: string, file: File) => setFiles((before) => new Map(before).set(importId, file)),
    [],
  );
  const value = useMemo(() => ({ of: (importId: string) => files.get(importId), keep }), [files, keep]);
  return <ChosenFilesContext.Provider value={value}>{children}</ChosenFilesContext.Provider>;
}

export function useChosenFiles(): ChosenFiles {
  const files = useContext(ChosenFilesContext);
  if (!files) throw new Error('useChosenFiles was called outside <ChosenFilesProvider>: wrap the page in one.');
  return files;
}
