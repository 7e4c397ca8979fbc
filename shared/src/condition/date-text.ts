const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}:\d{2})(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** A written date as people read it: “1 Dec 2026”, “1 Dec 2026, 09:00 UTC”; undefined for text that is none. */
export function dateText(text: string): string | undefined {
  // The length is checked first, so that no text, however long or evil, reaches the pattern.
  if (text.length < 10 || text.length > 40) return undefined;
  const [, year, month, day, time, offset = ''] = ISO.exec(text) ?? [];
  const name = MONTHS[Number(month) - 1];
  if (!name || Number(day) < 1 || Number(day) > 31) return undefined;
  const zone = offset === '' ? '' : ` UTC${offset === 'Z' ? '' : offset}`;
  return `${Number(day)} ${name} ${year}${time ? `, ${time}${zone}` : ''}`;
}
