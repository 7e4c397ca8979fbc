import { useQueryClient } from '@tanstack/react-query';
import { IMPORT_CHUNK_BYTES, type Import } from '@trellis/shared/api/imports.ts';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useApi } from '../../api/use-api.tsx';

const TRIES = 4;
const FIRST_PAUSE_MS = 500;

export interface Upload {
  state: 'paused' | 'running' | 'failed';
  error: unknown;
  /** Bytes a second since it went on; undefined until something was sent. */
  rate: number | undefined;
  pause(): void;
  resume(): void;
}

/**
 * Hands a file in piece by piece, from where the server has it.
 *
 * running ──last piece──▶ (the import is no longer uploading) · running ──pause──▶ paused ──resume──▶ running
 * running ──a piece fails four times──▶ failed ──resume──▶ running. Leaving the page ends it; what is here stays.
 */
export function useUpload({ id, size, uploaded }: Import, file: File | undefined): Upload {
  const { call, query } = useApi();
  const queryClient = useQueryClient();
  const [state, setState] = useState<Upload['state']>('running');
  const [error, setError] = useState<unknown>();
  const [rate, setRate] = useState<number>();
  // Where it begins is read once: each piece moves `uploaded` on.
  const begin = useRef(0);
  begin.current = Math.floor(uploaded / IMPORT_CHUNK_BYTES);
  useEffect(() => {
    if (!file || state !== 'running') return;
    const abort = new AbortController();
    const send = async () => {
      const since = performance.now();
      const first = begin.current;
      for (let no = first; no * IMPORT_CHUNK_BYTES < size; no++) {
        const content = await base64(file.slice(no * IMPORT_CHUNK_BYTES, (no + 1) * IMPORT_CHUNK_BYTES));
        const now = await patiently(
          () => call.imports.upload({ importId: id, no, content }, { signal: abort.signal }),
          abort.signal,
        );
        if (abort.signal.aborted) return;
        queryClient.setQueryData(query.imports.get.queryKey({ input: { importId: id } }), now);
        setRate(((no + 1 - first) * IMPORT_CHUNK_BYTES) / ((performance.now() - since) / 1000));
      }
    };
    send().catch((fault: unknown) => {
      if (abort.signal.aborted) return;
      setError(fault);
      setState('failed');
    });
    return () => abort.abort();
  }, [call, query, queryClient, file, state, id, size]);
  const pause = useCallback(() => setState('paused'), []);
  const resume = useCallback(() => {
    setError(undefined);
    setRate(undefined);
    setState('running');
  }, []);
  return { state, error, rate, pause, resume };
}

/** Tries a piece again after a rest: a network that is away for a moment is no reason to stop. */
async function patiently<Answer>(ask: () => Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      if (signal.aborted || attempt === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** (attempt - 1)));
    }
  }
}

function base64(piece: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(',', 2)[1] ?? '');
    reader.onerror = () => reject(reader.error ?? new Error('The file could not be read.'));
    reader.readAsDataURL(piece);
  });
}
