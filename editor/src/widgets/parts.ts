import type { FieldSchema } from '../inspector/schema.ts';

/** How the entries of a list that makes ports call their parts. */
export interface PartKeys {
  id: string;
  label: string;
  percent: string;
  /** The field that holds an entry's condition. */
  when: string;
}

/** Reads from an entry's schema which of its fields are name, share and condition; `id` is the port. */
export function partKeys({ items }: FieldSchema): PartKeys {
  const fields = Object.entries(items?.properties ?? {});
  const find = (test: (schema: FieldSchema) => boolean, besides: string, usual: string) =>
    fields.find(([name, schema]) => name !== besides && test(schema))?.[0] ?? usual;
  return {
    id: 'id',
    label: find(({ type }) => type === 'string', 'id', 'label'),
    percent: find(({ type }) => type === 'integer' || type === 'number', 'id', 'percent'),
    when: find(({ widget }) => widget === 'condition', 'id', 'when'),
  };
}

/** A short port id that is not taken: ids stay when names change, so that lines stay connected. */
export function freePortId(taken: readonly string[]): string {
  for (let n = taken.length; ; n++) {
    const id = n < 26 ? String.fromCharCode(97 + n) : `p${n}`;
    if (!taken.includes(id)) return id;
  }
}
