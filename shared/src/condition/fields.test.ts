import { expect, test } from 'vitest';
import type { EventRecord } from '../event/event.ts';
import { readDate } from './dates.ts';
import { type ConditionWorld, readField } from './fields.ts';

const event: EventRecord = {
  id: 'e1',
  name: 'email.clicked',
  properties: { topic: 'field-service', name: 'Guide', items: [{ sku: 'A1' }] },
  occurredAt: '2026-11-20T10:00:00Z',
  receivedAt: '2026-11-20T10:00:01Z',
  messageId: 'm1',
};
const world: ConditionWorld = {
  now: 0,
  event,
  trigger: { ...event, name: 'content.downloaded' },
  lead: {
    id: 'l1',
    email: 'aino@lahti.example',
    stage: 'MQL',
    attributes: { city: 'Lahti', stage: 'shadowed' },
    tags: ['vip'],
    consent: { email: 'opted-in' },
    createdAt: '2026-01-01T00:00:00Z',
  },
  outputs: { n3: { port: 'next', data: { status: 200 } } },
  variables: { offer: 'X' },
};

test.each([
  ['event.name', 'email.clicked'],
  ['event.properties.name', 'Guide'],
  ['event.topic', 'field-service'],
  ['event.properties.items.0.sku', 'A1'],
  ['event.items.0.sku', 'A1'],
  ['trigger.name', 'content.downloaded'],
  ['lead.email', 'aino@lahti.example'],
  ['lead.stage', 'MQL'],
  ['lead.attributes.stage', 'shadowed'],
  ['lead.city', 'Lahti'],
  ['lead.consent.email', 'opted-in'],
  ['lead.consent.sms', undefined],
  ['lead.phone', undefined],
  ['output.n3.data.status', 200],
  ['output.n4.data.status', undefined],
  ['run.offer', 'X'],
  ['run.constructor', undefined],
  ['event.__proto__.name', undefined],
  ['world.now', undefined],
  ['now', undefined],
])('the field %s reads %s', (field, expected) => {
  expect(readField(field, world)).toEqual(expected);
});

test('a source that is not there leaves its fields missing', () => {
  expect(readField('event.name', { now: 0 })).toBe(undefined);
  expect(readField('output.n3', { now: 0 })).toBe(undefined);
});

test.each([
  ['2026-11-20', '2026-11-20T00:00:00Z', 86_400_000],
  ['2024-02-29', '2024-02-29T00:00:00Z', 86_400_000],
  ['2026-11-20T10:00', '2026-11-20T10:00:00Z', 1],
  ['2026-11-20 10:00:30.5+02:00', '2026-11-20T08:00:30.5Z', 1],
])('the date %s is read', (text, start, length) => {
  const from = Date.parse(start);
  expect(readDate(text)).toEqual({ start: from, end: from + length });
});

test.each(['2026-02-29', '2026-13-01', '2026-11-20T25:00Z', '20.11.2026', '2026-11-2', 'x'.repeat(50_000)])(
  'the text %.20s is no date',
  (text) => {
    expect(readDate(text)).toBe(undefined);
  },
);

test('a date without offset is read in the lead’s time zone where that is given', () => {
  const anHourAhead = (text: string) => Date.parse(`${text}Z`) - 3_600_000;
  expect(readDate('2026-11-20', anHourAhead)?.start).toBe(Date.parse('2026-11-19T23:00:00Z'));
});
