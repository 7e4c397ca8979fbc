import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { instantOf, instantOn, isZone, readLocal, resolveZone } from './zone.ts';

test.each([
  // Gap: the first valid instant after it, whatever the time asked for within it.
  ['Europe/Berlin', '2026-03-29T02:00', '2026-03-29T01:00:00Z'],
  ['Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:00:00Z'],
  ['Europe/Berlin', '2026-03-29T02:59', '2026-03-29T01:00:00Z'],
  ['Europe/Berlin', '2026-03-29T03:00', '2026-03-29T01:00:00Z'],
  ['America/New_York', '2026-03-08T02:30', '2026-03-08T07:00:00Z'],
  ['Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-03T15:30:00Z'],
  // Overlap: the first occurrence.
  ['Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30:00Z'],
  ['America/New_York', '2026-11-01T01:30', '2026-11-01T05:30:00Z'],
  ['Australia/Lord_Howe', '2026-04-05T01:45', '2026-04-04T14:45:00Z'],
  // A whole day left out, and a midnight left out.
  ['Pacific/Apia', '2011-12-30T12:00', '2011-12-30T10:00:00Z'],
  ['America/Santiago', '2026-09-06T00:00', '2026-09-06T04:00:00Z'],
  ['UTC', '2026-03-29T02:30', '2026-03-29T02:30:00Z'],
])('in %s the local time %s is %s', (zone, local, expected) => {
  expect(new Date(instantOf(Temporal.PlainDateTime.from(local), zone)).toISOString()).toBe(
    expected.replace('Z', '.000Z'),
  );
});

test('24:00 is the midnight after a date', () => {
  const date = Temporal.PlainDate.from('2026-12-31');
  expect(instantOn(date, '24:00', 'UTC')).toBe(Date.parse('2027-01-01T00:00:00Z'));
});

test.each([
  [{ lead: 'Europe/Helsinki', workspace: 'Europe/Berlin' }, 'Europe/Helsinki', 'lead'],
  [{ lead: null, account: 'America/New_York', workflow: 'Europe/Berlin' }, 'America/New_York', 'account'],
  [{ lead: 'Mars/Olympus', workflow: 'Australia/Lord_Howe' }, 'Australia/Lord_Howe', 'workflow'],
  [{ lead: '', workspace: 'Europe/Berlin' }, 'Europe/Berlin', 'workspace'],
  [{ lead: '+02:00' }, 'UTC', 'utc'],
  [{}, 'UTC', 'utc'],
])('of %j the zone is %s, from %s', (candidates, zone, source) => {
  expect(resolveZone(candidates)).toEqual({ zone, source });
});

test('50 kB of evil text is no zone and no local time, at once', () => {
  for (const evil of ['A'.repeat(50_000), 'Europe/'.repeat(7_000), '2026-'.repeat(10_000)]) {
    const started = Date.now();
    expect(isZone(evil)).toBe(false);
    expect(readLocal(evil, 'UTC')).toBe(undefined);
    expect(Date.now() - started).toBeLessThan(50);
  }
});

test('a local date is read in its zone', () => {
  expect(readLocal('2026-11-20', 'Europe/Helsinki')).toBe(Date.parse('2026-11-19T22:00:00Z'));
  expect(readLocal('2026-11-20T09:00', 'Europe/Helsinki')).toBe(Date.parse('2026-11-20T07:00:00Z'));
  expect(readLocal('soon', 'Europe/Helsinki')).toBe(undefined);
});
