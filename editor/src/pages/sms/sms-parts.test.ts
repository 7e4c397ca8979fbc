import { expect, it } from 'vitest';
import { smsParts } from './sms-parts.ts';

it.each([
  ['', 1],
  ['a'.repeat(160), 1],
  ['a'.repeat(161), 2],
  ['a'.repeat(306), 2],
  ['a'.repeat(307), 3],
  // The euro sign takes two places.
  ['€'.repeat(80), 1],
  ['€'.repeat(81), 2],
  // One letter outside of GSM's set makes all of them wide.
  [`${'a'.repeat(69)}ő`, 1],
  [`${'a'.repeat(70)}ő`, 2],
])('%j goes out as %i', (text, parts) => {
  expect(smsParts(text).parts).toBe(parts);
});
