import { expect, test } from 'vitest';
import type { JsonValue } from '../event/json.ts';
import { type AttributeKind, attributeKindOf, leadSnapshotSchema } from './lead.ts';

test('a lead needs an id, attributes, tags, consent and a date of creation only', () => {
  const lead = { id: 'l1', attributes: {}, tags: [], consent: { email: 'unknown' }, createdAt: '2026-11-20T10:00:00Z' };
  expect(leadSnapshotSchema.parse(lead)).toEqual(lead);
  expect(leadSnapshotSchema.safeParse({ ...lead, consent: { email: 'maybe' } }).success).toBe(false);
  expect(leadSnapshotSchema.safeParse({ ...lead, email: null, timeZone: null }).success).toBe(true);
});

test.each<[JsonValue, AttributeKind | undefined]>([
  ['Lahti', 'text'],
  ['2026-11-20', 'date'],
  ['2026-11-20T10:00:00Z', 'date'],
  ['2026-11-20 is the day', 'text'],
  [5, 'number'],
  [false, 'boolean'],
  [['a'], 'list'],
  [null, undefined],
  [{ a: 1 }, undefined],
])('the value %j suggests the kind %s', (value, kind) => {
  expect(attributeKindOf(value)).toBe(kind);
});

test('no field of a lead takes 50 ms over 50 kB of evil text', () => {
  for (const evil of [
    `2026-11-20T10:00:00.${'0'.repeat(50_000)}x`,
    '+00:00'.repeat(9_000),
    '\u0315\u0300'.repeat(25_000),
  ]) {
    const started = Date.now();
    const lead = {
      id: evil,
      timeZone: evil,
      attributes: { [evil]: evil },
      tags: [evil],
      consent: { email: evil },
      createdAt: evil,
    };
    expect(leadSnapshotSchema.safeParse(lead).success).toBe(false);
    attributeKindOf(evil);
    expect(Date.now() - started).toBeLessThan(50);
  }
});
