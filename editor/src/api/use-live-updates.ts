import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { followLiveUpdates } from './live-updates.ts';
import { useApi } from './use-api.tsx';

/** Keeps the pages up to date while mounted; false while the line to the api is broken. Used once, above all pages. */
export function useLiveUpdates(): boolean {
  const api = useApi();
  const queryClient = useQueryClient();
  const [connected, setConnected] = useState(true);
  useEffect(() => {
    const ending = new AbortController();
    void followLiveUpdates({ api, queryClient, signal: ending.signal, onConnection: setConnected });
    return () => ending.abort();
  }, [api, queryClient]);
  return connected;
}
