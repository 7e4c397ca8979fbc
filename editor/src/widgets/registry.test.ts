import { WIDGETS as NAMES } from '@trellis/shared/node/fields.ts';
import { expect, test } from 'vitest';
import { WIDGETS, widgetOf } from './registry.ts';

const files = Object.keys(import.meta.glob('./*.tsx'));

test('every widget of the registry is one that nodes may name, and has a file of its name', () => {
  for (const name of Object.keys(WIDGETS)) {
    expect(NAMES).toContain(name);
    expect(files).toContain(`./${name}.tsx`);
  }
});

test('a widget that the editor lacks is drawn by the shape of its field', () => {
  expect(widgetOf({ type: 'string', widget: 'colour-wheel' })).toBe(widgetOf({ type: 'string' }));
});
