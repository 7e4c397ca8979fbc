import type { TFunction } from 'i18next';

const KB = 1000;

/** "118 MB", "12.4 MB", "340 kB". */
export function fileSize(bytes: number, t: TFunction): string {
  const number = (value: number) =>
    new Intl.NumberFormat('en-US', { maximumFractionDigits: value < 100 ? 1 : 0 }).format(value);
  if (bytes < KB) return t('imports.size.bytes', { number: bytes });
  if (bytes < KB * KB) return t('imports.size.kb', { number: number(bytes / KB) });
  return t('imports.size.mb', { number: number(bytes / (KB * KB)) });
}
