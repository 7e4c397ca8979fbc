import { expect, test } from 'vitest';
import { attributeKindOf, leadSnapshotSchema } from './lead.ts';

test('a lead needs an id, attributes, tags, consent and a date of creation only', () => {
  const lead = { id: 'l1', attributes: {}, tags: [], consent: { email: 'unknown' }, createdAt: '2026-11-20T10:00:00Z' };
  expect(leadSnapshotSchema.parse(lead)).toEqual(lead);
  expect(leadSnapshotSchema.safeParse({ ...lead, consent: { email: 'maybe' } }).success).toBe(false);
  expect(leadSnapshotSchema.safeParse({ ...lead, email: null, timeZone: null }).success).toBe(true);
});

test.each([
  ['Lahti', 'text'],
  ['2026-11-20', 'date'],
  ['2026-11-20T10:00:00Z', 'date'],
  ['2026-11-20 is the day', 'text'],
  [5, 'number'],
  [false, 'boolean'],
  [['a'], 'list'],
  [null, undefined],
] as const)('the value %j suggests the kind %s', (value, kind) => {
  expect(attributeKindOf(typeof value === 'object' && value !== null ? [...value] : value)).toBe(kind);
});
