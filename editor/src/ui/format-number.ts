/** "1,204"; the fraction of counts is dropped. */
export function formatCount(n: number): string {
  return new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 }).format(n);
}

/** A share between 0 and 1 as "5.7 %", with a no-break space; an en dash when there is nothing to divide by. */
export function formatShare(part: number, whole: number): string {
  if (whole === 0) return EMPTY_VALUE;
  return `${((part / whole) * 100).toFixed(1)}\u00a0%`;
}

/** Stands where a value is empty. */
export const EMPTY_VALUE = '–';
