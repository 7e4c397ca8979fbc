import { expect, test } from 'vitest';
import { z } from 'zod';
import { explainWhen, instantWords, whenWords } from './explain.ts';
import { resolveWhen, type When, type WhenWorld, whenSchema } from './when.ts';

const from = Date.parse('2026-11-20T09:24:00Z');
const world: WhenWorld = {
  from,
  zone: 'Europe/Berlin',
  random: 0.5,
  read: (field) => (field === 'lead.renewal' ? '2026-12-01' : undefined),
};
const office = { open: [{ weekdays: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' }] };
const days = (amount: number) => ({ amount, unit: 'days' as const, mode: 'elapsed' as const });

test.each<[When, string, string, string]>([
  [{ kind: 'duration', duration: days(3) }, '3 × 24 h', 'Mon 23 Nov, 10:24', '3 d'],
  [
    { kind: 'duration', duration: { amount: 3, unit: 'days', mode: 'calendar', at: '09:00' } },
    '3 calendar days at 09:00',
    'Mon 23 Nov, 09:00',
    '2 d 22 h',
  ],
  [
    { kind: 'duration', duration: days(2), window: office },
    '2 × 24 h, then Mon–Fri, 8–18',
    'Mon 23 Nov, 08:00',
    '2 d 21 h',
  ],
  [
    { kind: 'duration', duration: { amount: 4, unit: 'hours', mode: 'elapsed' } },
    '4 hours',
    'Fri 20 Nov, 14:24',
    '4 h',
  ],
  [
    { kind: 'duration', duration: { amount: 2, unit: 'weeks', mode: 'elapsed' } },
    '14 × 24 h',
    'Fri 4 Dec, 10:24',
    '14 d',
  ],
  [{ kind: 'random', min: days(1), max: days(3) }, 'between 1 × 24 h and 3 × 24 h', 'Sun 22 Nov, 10:24', '2 d'],
  [
    { kind: 'time', time: '09:00', weekdays: [1, 2, 3, 4, 5] },
    'until 09:00 on Mon–Fri',
    'Mon 23 Nov, 09:00',
    '2 d 22 h',
  ],
  [
    { kind: 'date', date: '2027-01-04', time: '08:00' },
    'until Mon 4 Jan 2027, 08:00',
    'Mon 4 Jan 2027, 08:00',
    '44 d 21 h',
  ],
  [
    {
      kind: 'dateField',
      field: 'lead.renewal',
      offset: { direction: 'before', duration: { amount: 3, unit: 'days', mode: 'calendar' } },
      time: '09:00',
    },
    '3 calendar days before lead.renewal, 09:00',
    'Sat 28 Nov, 09:00',
    '7 d 22 h',
  ],
])('%j is explained with a computed example', (when, rule, atWords, length) => {
  expect(whenSchema.parse(when)).toEqual(when);
  expect(explainWhen(when, world)).toMatchObject({
    fromWords: 'Fri 20 Nov, 10:24',
    rule,
    atWords,
    length,
    past: false,
  });
});

test('a moment in the past says so and is not moved by the window', () => {
  const when: When = { kind: 'date', date: '2026-11-14', window: office };
  expect(resolveWhen(when, world)).toEqual({ ok: true, at: Date.parse('2026-11-13T23:00:00Z'), past: true });
  expect(explainWhen(when, world)?.past).toBe(true);
});

test('a field without a date is answered with what was expected', () => {
  const when: When = { kind: 'dateField', field: 'lead.birthday' };
  expect(resolveWhen(when, world)).toEqual({
    ok: false,
    code: 'when.no-date',
    message: '“lead.birthday” holds no date; expected a date such as 2026-11-20.',
  });
  expect(explainWhen(when, world)).toBe(undefined);
});

test('the year stands there only if it is another one, by the clocks of the zone', () => {
  const newYear = Date.parse('2026-12-31T23:30:00Z');
  expect(instantWords(newYear, 'Europe/Berlin', from)).toBe('Fri 1 Jan 2027, 00:30');
  expect(instantWords(newYear, 'UTC', from)).toBe('Thu 31 Dec, 23:30');
});

test('a yearly date is named by its field', () => {
  const when: When = { kind: 'dateField', field: 'lead.birthday', yearly: true };
  expect(whenWords(when, () => 'birthday')).toBe('until birthday, every year');
});

test('forms can be drawn from its JSON Schema', () => {
  const schema = z.toJSONSchema(z.object({ when: whenSchema }), { target: 'draft-7', io: 'input' });
  expect(JSON.stringify(schema)).toContain('"dateField"');
});

test('no field of a wait takes 50 ms over 50 kB of evil text', () => {
  for (const evil of ['2026-11-20T'.repeat(5_000), '09:'.repeat(17_000), '\u0315\u0300'.repeat(25_000)]) {
    const inputs = [
      { kind: evil },
      { kind: 'date', date: evil, time: evil },
      { kind: 'dateField', field: evil, time: evil },
      { kind: 'duration', duration: { amount: 1, unit: evil, mode: evil, at: evil } },
      { kind: 'time', time: '09:00', window: { open: [{ weekdays: [1], from: evil, to: evil }], holidays: [evil] } },
    ];
    for (const input of inputs) {
      const started = Date.now();
      expect(whenSchema.safeParse(input).success).toBe(false);
      expect(Date.now() - started).toBeLessThan(50);
    }
  }
});
