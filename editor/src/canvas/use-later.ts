import { useDeferredValue } from 'react';

/**
 * False in the first drawing and true right after it, in slices that let the page answer in between: for what hundreds of cards and
 * edges have besides what is looked at first.
 */
export const useLater = (): boolean => useDeferredValue(true, false);
