import { type ImportColumn, importTargetSchema } from '@trellis/shared/api/imports.ts';
import type { TFunction } from 'i18next';

/** How an attribute's text is read: `as`, and `format` behind a point. */
export const KINDS = ['text', 'number', 'number.comma', 'boolean', 'date', 'date.dmy', 'date.mdy'] as const;
export type Kind = (typeof KINDS)[number];

const ATTRIBUTE = 'attributes.';
export const isAttribute = (to: string): boolean => to.startsWith(ATTRIBUTE);

export function kindOf({ as = 'text', format }: ImportColumn): Kind {
  const kind = format ? `${as}.${format}` : as;
  return KINDS.find((one) => one === kind) ?? 'text';
}

/** The column with another way to read it; text needs no word. */
export function withKind({ to }: ImportColumn, kind: Kind): ImportColumn {
  switch (kind) {
    case 'text':
      return { to };
    case 'number.comma':
      return { to, as: 'number', format: 'comma' };
    case 'date.dmy':
      return { to, as: 'date', format: 'dmy' };
    case 'date.mdy':
      return { to, as: 'date', format: 'mdy' };
    default:
      return { to, as: kind };
  }
}

/** The target of this text, if the contract knows such a one. */
export function readTarget(text: string | null): ImportColumn['to'] | undefined {
  const { data } = importTargetSchema.safeParse(text);
  return data;
}

interface Option {
  value: string;
  label: string;
  disabled?: boolean;
}

/**
 * What a column may become: who the lead is, what the lead has by itself, attributes that exist, and the one that is being typed or was guessed. What
 * another column becomes already stands there, but cannot be chosen.
 */
export function targetOptions(
  { current, taken, attributes, typed, own }: OptionsInput,
  t: TFunction,
): { group: string; items: Option[] }[] {
  const option = (value: string, label: string): Option => ({
    value,
    label,
    ...(value !== current && taken.has(value) ? { disabled: true } : {}),
  });
  const known = new Set(attributes.map(({ name }) => name));
  const fresh = [own, typed, current && isAttribute(current) ? nameOf(current) : ''].filter(
    (name): name is string => Boolean(name) && !known.has(name ?? '') && readTarget(ATTRIBUTE + name) !== undefined,
  );
  return [
    {
      group: t('imports.map.group.who'),
      items: (['email', 'userId'] as const).map((to) => option(to, t(`imports.map.target.${to}`))),
    },
    {
      group: t('imports.map.group.lead'),
      items: (['phone', 'timeZone', 'tags', 'consent.email'] as const).map((to) =>
        option(to, t(`imports.map.target.${to}`)),
      ),
    },
    {
      group: t('imports.map.group.attributes'),
      items: [
        ...[...new Set(fresh)].map((name) => option(ATTRIBUTE + name, t('imports.map.newAttribute', { name }))),
        ...attributes.map(({ name, label }) => option(ATTRIBUTE + name, label)),
      ],
    },
  ];
}

interface OptionsInput {
  current: string | undefined;
  taken: ReadonlySet<string>;
  attributes: readonly { name: string; label: string }[];
  typed: string;
  /** The attribute that the column's own name makes. */
  own: string | undefined;
}

const nameOf = (to: string): string => to.slice(ATTRIBUTE.length);

/** "Number of seats" → numberOfSeats. */
export function attributeName(column: string): string {
  const words = column.normalize('NFKC').match(/[\p{L}\p{N}]+/gu) ?? [];
  const joined = words
    .map((word, index) => (index === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('');
  return joined in Object.prototype ? '' : joined.slice(0, 98);
}
