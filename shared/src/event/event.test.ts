import { expect, test } from 'vitest';
import { effectiveAt, eventPatternSchema, eventRecordSchema, matchesName } from './event.ts';

const received = '2026-11-20T10:00:00.000Z';

test('an event counts from when it happened', () => {
  expect(effectiveAt({ occurredAt: '2026-11-20T09:00:00+01:00', receivedAt: received })).toBe(
    Date.parse('2026-11-20T08:00:00Z'),
  );
});

test('a sender with a fast clock cannot move an event into the future', () => {
  expect(effectiveAt({ occurredAt: '2029-01-01T00:00:00Z', receivedAt: received })).toBe(Date.parse(received));
});

test('an unreadable time of happening counts as the time of receipt', () => {
  expect(effectiveAt({ occurredAt: 'yesterday', receivedAt: received })).toBe(Date.parse(received));
});

test.each([
  ['email.clicked', 'email.clicked', true],
  ['email.clicked', 'email.clicked2', false],
  ['email.clicked', 'Email.Clicked', false],
  ['email.*', 'email.opened', true],
  ['email.*', 'emailed', false],
  ['*', 'anything', true],
  ['em*l', 'email', false],
])('the pattern %s against the name %s is %s', (pattern, name, expected) => {
  expect(matchesName(pattern, name)).toBe(expected);
});

test('a star inside a pattern is refused', () => {
  expect(eventPatternSchema.safeParse('email.*').success).toBe(true);
  expect(eventPatternSchema.safeParse('*.clicked').success).toBe(false);
});

test('an event nested 10,000 deep is refused with a sentence', () => {
  let deep: unknown = 'end';
  for (let level = 0; level < 10_000; level += 1) deep = { deep };
  const result = eventRecordSchema.safeParse({
    id: '1',
    name: 'a',
    properties: { deep },
    occurredAt: received,
    receivedAt: received,
    messageId: 'm',
  });
  expect(result.error?.issues[0]?.message).toBe('The object is nested deeper than 32 levels; flatten it.');
});

test('no field of an event takes 50 ms over 50 kB of evil text', () => {
  for (const evil of [`2026-11-20T10:00:00.${'0'.repeat(50_000)}x`, '*'.repeat(50_000), '\ud800'.repeat(50_000)]) {
    const started = Date.now();
    const event = {
      id: evil,
      name: evil,
      properties: { [evil]: evil },
      occurredAt: evil,
      receivedAt: evil,
      messageId: evil,
    };
    expect(eventRecordSchema.safeParse(event).success).toBe(false);
    matchesName(evil, `${evil}.`);
    effectiveAt(event);
    expect(Date.now() - started).toBeLessThan(50);
  }
});
