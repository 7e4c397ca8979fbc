import { parseSync } from 'vite';
import { describe, expect, it } from 'vitest';
import { en } from './en.ts';

/** Every component of the editor, as text. Tests are left out: they read what is on screen. */
const sources = import.meta.glob<string>(['../**/*.{ts,tsx}', '!../**/*.test.{ts,tsx}', '!../i18n/**'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** Attributes that people read or hear. */
const READ_ATTRIBUTES = [
  'label',
  'aria-label',
  'title',
  'placeholder',
  'alt',
  'description',
  'what',
  'confirm',
  'hint',
  'lead',
  'copyLabel',
];
/** Names of things and of keys on the keyboard, the same in all languages. */
const NAMES = ['Trellis', 'esc'];

type Visit = (node: Record<string, unknown>) => void;

describe('texts of the editor', () => {
  it('stand in i18n/en and nowhere in the components', () => {
    const found = Object.entries(sources).flatMap(([file, source]) =>
      literalTexts(file, source).map((text) => `${file}: “${text}”`),
    );
    expect(found).toEqual([]);
  });

  it('exist for every key that a component asks for', () => {
    const missing = Object.entries(sources).flatMap(([file, source]) =>
      keysOf(file, source)
        .filter((key) => !exists(key))
        .map((key) => `${file}: ${key}`),
    );
    expect(missing).toEqual([]);
  });

  it('are looked for with a parser that sees them', () => {
    const source = 'export const A = () => <p aria-label="Spoken" title={`Shown`}>Hello <b>{t("gone.key")}</b></p>;';
    expect(literalTexts('a.tsx', source)).toEqual(['Spoken', 'Shown', 'Hello']);
    expect(keysOf('a.tsx', source)).toEqual(['gone.key']);
    expect(exists('gone.key')).toBe(false);
    expect(exists('workflows.parked')).toBe(true);
  });
});

/** Texts between tags and in attributes that are read, which contain a letter. */
function literalTexts(file: string, source: string): string[] {
  const texts: string[] = [];
  walk(parse(file, source), (node) => {
    if (node.type === 'JSXText') texts.push(String(node.value));
    if (node.type === 'JSXExpressionContainer') texts.push(...literalOf(node.expression));
    if (node.type === 'JSXAttribute' && READ_ATTRIBUTES.includes(nameOf(node.name)))
      texts.push(...literalOf(node.value));
  });
  // An attribute in braces is met twice: as attribute and as container.
  return [...new Set(texts.map((text) => text.trim()))].filter(
    (text) => /\p{L}{2,}/u.test(text) && !NAMES.includes(text),
  );
}

function literalOf(value: unknown): string[] {
  if (!isNode(value)) return [];
  if (value.type === 'Literal' && typeof value.value === 'string') return [value.value];
  if (value.type === 'JSXExpressionContainer') return literalOf(value.expression);
  if (value.type === 'TemplateLiteral' && Array.isArray(value.expressions) && value.expressions.length === 0) {
    const [quasi] = Array.isArray(value.quasis) ? value.quasis : [];
    return isNode(quasi) && isRecord(quasi.value) ? [String(quasi.value.cooked)] : [];
  }
  return [];
}

/** Keys given to `t(…)` and `<Trans i18nKey>` as plain texts; composed ones are checked by the compiler. */
function keysOf(file: string, source: string): string[] {
  const keys: string[] = [];
  walk(parse(file, source), (node) => {
    if (
      node.type === 'CallExpression' &&
      isNode(node.callee) &&
      node.callee.name === 't' &&
      Array.isArray(node.arguments)
    ) {
      keys.push(...literalOf(node.arguments[0]));
    }
    if (node.type === 'JSXAttribute' && nameOf(node.name) === 'i18nKey') keys.push(...literalOf(node.value));
  });
  return keys;
}

/** True for a key, and for one that has plural forms. */
function exists(key: string): boolean {
  const at = (path: string) =>
    path.split('.').reduce<unknown>((level, part) => (isRecord(level) ? level[part] : undefined), en);
  return [at(key), at(`${key}_other`)].some((text) => typeof text === 'string');
}

function parse(file: string, source: string): unknown {
  const { program, errors } = parseSync(file, source, { lang: file.endsWith('x') ? 'tsx' : 'ts' });
  if (errors.length > 0) throw new Error(`${file} could not be parsed: ${errors[0]?.message}`);
  return program;
}

function walk(value: unknown, visit: Visit): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, visit);
  } else if (isRecord(value)) {
    if (isNode(value)) visit(value);
    for (const child of Object.values(value)) walk(child, visit);
  }
}

function nameOf(name: unknown): string {
  return isRecord(name) && typeof name.name === 'string' ? name.name : '';
}

function isNode(value: unknown): value is Record<string, unknown> & { type: string } {
  return isRecord(value) && typeof value.type === 'string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
