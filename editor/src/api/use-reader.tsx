import type { Role } from '@trellis/shared/api/roles.ts';
import type { Membership, Session } from '@trellis/shared/api/session.ts';
import { createContext, type ReactNode, useContext } from 'react';

/** Who reads, and in which workspace: known before any page but sign-in is drawn. */
export interface Reader {
  user: NonNullable<Session['user']>;
  workspace: Membership;
  /** All workspaces of the user, this one among them. */
  workspaces: readonly Membership[];
}

const ReaderContext = createContext<Reader | undefined>(undefined);

export function ReaderProvider({ reader, children }: { reader: Reader; children: ReactNode }) {
  return <ReaderContext.Provider value={reader}>{children}</ReaderContext.Provider>;
}

/** The signed-in reader; throws on pages that anyone may see. */
export function useReader(): Reader {
  const reader = useContext(ReaderContext);
  if (!reader)
    throw new Error('useReader was called outside <ReaderProvider>. Only pages behind sign-in have a reader.');
  return reader;
}

/** True if the reader's role is among those a route admits. Buttons for others are left out; the server decides in any case. */
export function useMay(roles: readonly Role[]): boolean {
  return roles.includes(useReader().workspace.role);
}
