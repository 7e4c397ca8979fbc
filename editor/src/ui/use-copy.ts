import { useCallback, useEffect, useState } from 'react';

/** Copies text to the clipboard; `copied` stays true for two seconds, `failed` when the browser refuses (no secure context, no permission). */
export function useCopy(): { copy: (text: string) => Promise<void>; state: 'idle' | 'copied' | 'failed' } {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), 2000);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = useCallback(async (text: string) => {
    try {
      await navigator.clipboard.writeText(text);
      setState('copied');
    } catch {
      setState('failed');
    }
  }, []);
  return { copy, state };
}
