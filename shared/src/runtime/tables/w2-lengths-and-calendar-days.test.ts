import { describe, expect, it } from 'vitest';
import { durationSchema } from '../../schedule/duration.ts';
import { explainWhen } from '../../schedule/explain.ts';
import {
  at,
  BERLIN,
  calendar,
  elapsed,
  LORD_HOWE,
  lasts,
  NEW_YORK,
  type Row,
  testRows,
  zone,
} from '../../testing/wait-rows.ts';

const RULES: Row[] = [
  [
    '3 × 24 h over the end of summer time',
    { config: lasts(elapsed(3)), from: '2026-10-24T10:00:00Z', ...zone(BERLIN) },
    'd0',
    '2026-10-27T10:00:00.000Z',
  ],
  [
    '3 calendar days keep the local time',
    { config: lasts(calendar(3)), from: '2026-10-24T10:00:00Z', ...zone(BERLIN) },
    'd0',
    '2026-10-27T11:00:00.000Z',
  ],
  [
    '3 calendar days at 09:00',
    { config: lasts(calendar(3, '09:00')), from: '2026-10-24T10:00:00Z', ...zone(BERLIN) },
    'd0',
    '2026-10-27T08:00:00.000Z',
  ],
  [
    '1 calendar day into summer time is 23 hours',
    { config: lasts(calendar(1)), from: '2026-03-28T11:00:00Z', ...zone(BERLIN) },
    'd0',
    '2026-03-29T10:00:00.000Z',
  ],
  [
    '1 calendar day into summer time of half an hour',
    { config: lasts(calendar(1)), from: '2026-10-03T00:00:00Z', ...zone(LORD_HOWE) },
    'd0',
    '2026-10-03T23:30:00.000Z',
  ],
  [
    'a month from 31 January ends with February',
    { config: lasts({ amount: 1, unit: 'months', mode: 'calendar' }), from: '2028-01-31T12:00:00Z', ...zone(NEW_YORK) },
    'd0',
    '2028-02-29T12:00:00.000Z',
  ],
];

testRows('W2 lengths and calendar days', RULES);

describe('W2 the computed example', () => {
  const friday = { from: at('2026-10-23T10:00:00Z'), zone: 'Europe/Berlin', random: 0, read: () => undefined };
  it.each([
    [elapsed(3), '3 × 24 h', 'Mon 26 Oct, 11:00', '3 d'],
    [calendar(3), '3 calendar days', 'Mon 26 Oct, 12:00', '3 d 1 h'],
    [calendar(3, '09:00'), '3 calendar days at 09:00', 'Mon 26 Oct, 09:00', '2 d 22 h'],
  ])('%o reads “%s” and ends on %s', (duration, rule, ends, length) => {
    const shown = explainWhen({ kind: 'duration', duration: durationSchema.parse(duration) }, friday);
    expect(shown).toMatchObject({ rule, atWords: ends, length, fromWords: 'Fri 23 Oct, 12:00' });
  });
});
