import { expect, it } from 'vitest';
import { laterMoments } from './due.ts';

const iso = (ms: number) => new Date(ms).toISOString();

it.each([
  // A Friday; Berlin is an hour ahead.
  ['2026-11-20T10:30:00Z', 'Europe/Berlin', '2026-11-21T08:00:00.000Z', '2026-11-23T08:00:00.000Z'],
  // A Monday: the next one is meant.
  ['2026-11-23T10:30:00Z', 'Europe/Berlin', '2026-11-24T08:00:00.000Z', '2026-11-30T08:00:00.000Z'],
  // Sunday evening in Berlin is Monday in Auckland.
  ['2026-11-22T20:00:00Z', 'Pacific/Auckland', '2026-11-23T20:00:00.000Z', '2026-11-29T20:00:00.000Z'],
  // The clocks of New York go back in the night to Sunday.
  ['2026-10-31T15:00:00Z', 'America/New_York', '2026-11-01T14:00:00.000Z', '2026-11-02T14:00:00.000Z'],
])('from %s in %s tomorrow and Monday at nine are %s and %s', (now, zone, tomorrow, monday) => {
  const moments = laterMoments(Date.parse(now), zone);
  expect([iso(moments.tomorrow), iso(moments.monday)]).toEqual([tomorrow, monday]);
});
