import type { Chance } from './chance.ts';
import { elapsed, eventCondition, LATER_EVENTS, leadCondition, PLANS, TOPICS } from './generate-configs.ts';

type Config = Record<string, unknown>;

/** Further types that may stand between trigger and end. */
export type FurtherType =
  | 'wait-any'
  | 'throttle'
  | 'park'
  | 'switch'
  | 'send-sms'
  | 'set-variable'
  | 'emit-event'
  | 'add-to-segment'
  | 'remove-from-segment'
  | 'start-workflow'
  | 'stop-workflow'
  | 'call-task'
  | 'approval';

export const FURTHER_CONFIGS: Record<FurtherType, (chance: Chance, source: string) => Config> = {
  'wait-any': (chance, source) => {
    const doors = Array.from({ length: chance.int(1, 4) }, (_, i) => ({
      id: `d${i}`,
      label: `Door ${i + 1}`,
      ...door(chance, source),
    }));
    const timed = doors.some(({ kind }) => ['duration', 'random', 'time', 'window'].includes(kind));
    return {
      doors,
      lookBack: chance.pick(['previous-send', 'this-wait', 'entry', 'ever']),
      ...(chance.maybe(timed ? 0.3 : 0.9) ? { giveUpAfter: elapsed(chance) } : {}),
      ...(chance.maybe(0.1) ? { grace: { amount: chance.int(1, 30), unit: 'minutes', mode: 'elapsed' } } : {}),
    };
  },
  throttle: (chance) => ({ count: chance.int(1, 3), per: chance.pick(['minute', 'hour', 'day']) }),
  park: () => ({}),
  switch: (chance, source) => ({
    field: chance.pick(['lead.plan', 'trigger.topic', `output.${source}.port`]),
    cases: [
      { id: 'c0', label: 'First', values: [chance.pick(PLANS), 'next'] },
      { id: 'c1', label: 'Second', values: [chance.pick(TOPICS)] },
    ],
  }),
  'send-sms': () => ({ text: 'Shall we talk, {{ lead.firstName | default: "friend" }}? Reply STOP to stop' }),
  'set-variable': (chance) =>
    chance.pick<Config>([
      { name: 'plan', value: chance.pick(PLANS) },
      { name: 'topic', from: 'field', field: 'trigger.topic' },
      { name: 'rounds', from: 'add', add: 1 },
    ]),
  'emit-event': (chance) => ({
    name: chance.pick(['nurture.reached', 'meeting.booked']),
    properties: { topic: chance.pick(TOPICS) },
  }),
  'add-to-segment': () => ({ segment: 'none-such' }),
  'remove-from-segment': () => ({ segment: 'none-such' }),
  'start-workflow': () => ({ workflow: 'none-such' }),
  'stop-workflow': () => ({ workflow: 'none-such' }),
  'call-task': (chance) => ({
    outcomes: [
      { id: 'c0', label: 'Reached' },
      { id: 'c1', label: 'No answer' },
    ],
    dueWithin: elapsed(chance),
    ...(chance.maybe(0.8) ? { giveUpAfter: elapsed(chance) } : {}),
  }),
  approval: (chance) => (chance.maybe(0.8) ? { giveUpAfter: elapsed(chance) } : {}),
};

function door(chance: Chance, source: string): { kind: string } & Config {
  const hours = { window: { open: [{ weekdays: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' }] } };
  return chance.pick<{ kind: string } & Config>([
    { kind: 'duration', duration: elapsed(chance) },
    { kind: 'random', min: elapsed(chance), max: elapsed(chance) },
    { kind: 'time', time: chance.pick(['02:30', '09:00']), ...(chance.maybe(0.3) ? { weekdays: [1, 4] } : {}) },
    { kind: 'date', date: `2026-0${chance.int(1, 9)}-15` },
    { kind: 'date-field', field: 'lead.renewal', yearly: chance.maybe(0.5) },
    { kind: 'window', ...hours },
    {
      kind: 'event',
      event: chance.pick(LATER_EVENTS),
      ...(chance.maybe(0.4) ? { filter: eventCondition(chance) } : {}),
    },
    { kind: 'event', event: chance.pick(LATER_EVENTS) },
    { kind: 'condition', filter: leadCondition(chance, source) },
    { kind: 'reply' },
    { kind: 'task' },
    { kind: 'segment', segment: 'none-such' },
    { kind: 'run-ended', workflow: 'none-such' },
  ]);
}

/** Triggers that another thing than a foreign event sets off; whoever drives a run begins there by itself. */
export const FURTHER_TRIGGERS: readonly { type: string; config: Config }[] = [
  { type: 'trigger-form', config: { form: 'demo' } },
  { type: 'trigger-segment', config: { segment: 'none-such' } },
  { type: 'trigger-attribute', config: { attribute: 'plan', to: 'enterprise' } },
  { type: 'trigger-date', config: { field: 'lead.renewal', yearly: true } },
  { type: 'trigger-schedule', config: { cron: '0 9 1 * *' } },
  { type: 'trigger-inactivity', config: { days: 60 } },
  { type: 'trigger-reply', config: { channel: 'sms' } },
  { type: 'trigger-workflow', config: { workflow: 'none-such' } },
  { type: 'trigger-webhook', config: {} },
];
