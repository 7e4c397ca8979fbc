import { describe, expect, it } from 'vitest';
import { cronProblem, nextCron } from './cron.ts';

const iso = (at: number | undefined) => at && new Date(at).toISOString();

describe('the next moment of a rule', () => {
  it.each([
    ['0 9 * * 1', '2026-11-23T01:00:00Z', 'UTC', '2026-11-23T09:00:00.000Z'],
    ['0 9 * * 1', '2026-11-23T09:00:00Z', 'UTC', '2026-11-30T09:00:00.000Z'],
    ['*/15 8-17 * * 1-5', '2026-11-20T17:50:00Z', 'UTC', '2026-11-23T08:00:00.000Z'],
    ['0 9 * * mon,fri', '2026-11-24T00:00:00Z', 'Europe/Berlin', '2026-11-27T08:00:00.000Z'],
    ['30 2 * * *', '2026-03-28T12:00:00Z', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    ['30 2 * * *', '2026-10-25T00:30:00Z', 'Europe/Berlin', '2026-10-26T01:30:00.000Z'],
    ['30 2 * * *', '2026-10-03T10:00:00Z', 'Australia/Lord_Howe', '2026-10-03T15:30:00.000Z'],
    ['0 0 29 2 *', '2026-01-01T00:00:00Z', 'UTC', '2028-02-29T00:00:00.000Z'],
    ['0 0 13 * 5', '2026-11-01T00:00:00Z', 'UTC', '2026-11-06T00:00:00.000Z'],
    ['0 9 1 jan *', '2026-06-01T00:00:00Z', 'America/New_York', '2027-01-01T14:00:00.000Z'],
  ])('%s after %s in %s is %s', (rule, after, zone, expected) => {
    expect(iso(nextCron(rule, Date.parse(after), zone))).toBe(expected);
  });
});

it.each(['', '* * * *', '60 * * * *', 'a * * * *', '5-1 * * * *', '*/0 * * * *', '0 0 31 2 *', '0 0 * * 8'])(
  'refuses %j with a sentence',
  (rule) => {
    expect(cronProblem(rule)).toMatch(/[.]$/);
  },
);
