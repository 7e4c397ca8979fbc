import type { ImportError } from '@trellis/shared/api/imports.ts';

/** A cell that a spreadsheet would take for a formula is told to be text. */
export function defused(cell: string): string {
  return /^\s*[=+\-@|\t\r]/.test(cell) ? `'${cell}` : cell;
}

/** One line of CSV (RFC 4180), with formulas defused. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => `"${defused(cell).replaceAll('"', '""')}"`).join(',')}\r\n`;
}

/** The report's lines: record number, code and sentence, then the record as it came, so that it can be mended and handed in again. */
export function* reportLines(errors: readonly ImportError[]): Generator<string> {
  for (const { record, code, message, cells } of errors) yield csvLine([String(record), code, message, ...cells]);
}

export const reportHeader = (columns: readonly string[]): string =>
  `\ufeff${csvLine(['record', 'code', 'why it was not taken', ...columns])}`;
