import { CONDITION_VERSION, type Condition, type Rule } from '../condition/condition.ts';
import type { Chance } from './chance.ts';

export const TOPICS = ['field-service', 'pricing', 'hiring'] as const;
export const TAGS = ['read-guide', 'short', 'preferences'] as const;
export const PLANS = ['free', 'team', 'enterprise'] as const;
export const TRIGGER_EVENTS = ['content.downloaded', 'form.submitted', 'page.viewed'] as const;
export const LATER_EVENTS = ['email.clicked', 'email.opened', 'meeting.booked', 'page.viewed'] as const;

type Config = Record<string, unknown>;

/** What stands between trigger and end. */
export type StepType = 'wait' | 'wait-for-event' | 'branch' | 'split' | 'send-email' | 'update-lead' | 'call-webhook';

/** Configs of every type that a workflow can be drawn with between trigger and end; `source` is the id of the step before. */
export const CONFIGS: Record<StepType, (chance: Chance, source: string) => Config> = {
  wait: (chance) => waitConfig(chance),
  'wait-for-event': (chance) => waitForEventConfig(chance),
  branch: (chance, source) => ({
    branches: Array.from({ length: chance.int(1, 3) }, (_, i) => ({
      id: `b${i}`,
      label: `Branch ${i + 1}`,
      when: leadCondition(chance, source),
    })),
  }),
  split: (chance) => {
    const first = chance.int(0, 100);
    const second = chance.int(0, 100 - first);
    const shares = chance.maybe(0.5) ? [first, 100 - first] : [first, second, 100 - first - second];
    return {
      arms: shares.map((percent, i) => ({ id: `a${i}`, label: `Arm ${i + 1}`, percent })),
      ...(chance.maybe(0.3) ? { levelling: 'exact' } : {}),
    };
  },
  'send-email': (chance) => ({
    subject: chance.pick(['Hello', 'Your playbook is here', 'One question, {{ lead.firstName | default: "friend" }}']),
    body: 'Hi {{ lead.firstName | default: "there" }},\n\n[Read the guide](https://brightwater.example/guide "button tag:read-guide")',
    ...(chance.maybe(0.5) ? { preheader: 'In short' } : {}),
  }),
  'update-lead': (chance) => ({
    set: [{ attribute: chance.pick(['plan', 'lastTopic']), value: chance.pick(PLANS) }],
    ...(chance.maybe(0.4) ? { remove: ['score'] } : {}),
    ...(chance.maybe(0.4) ? { addTags: ['nurtured'] } : {}),
    ...(chance.maybe(0.2) ? { removeTags: ['new'] } : {}),
  }),
  'call-webhook': (chance) => ({
    method: chance.pick(['POST', 'GET', 'PUT']),
    url: 'https://crm.example/hook',
    headers: { 'x-source': 'nurture' },
    body: '{"lead": "{{ lead.email }}"}',
  }),
};

function waitConfig(chance: Chance): Config {
  const window = chance.maybe(0.25)
    ? { window: { open: [{ weekdays: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' }] } }
    : {};
  switch (chance.int(0, 4)) {
    case 0:
      return { mode: 'time', time: chance.pick(['02:30', '09:00', '23:59']), ...window };
    case 1: {
      const two = (number: number) => String(number).padStart(2, '0');
      return {
        mode: 'date',
        date: `2026-${two(chance.int(1, 12))}-${two(chance.int(1, 28))}`,
        time: '09:00',
        ...window,
      };
    }
    case 2:
      return {
        mode: 'duration',
        duration: { amount: chance.int(1, 9), unit: chance.pick(['days', 'weeks', 'months']), mode: 'calendar' },
        ...window,
      };
    default:
      return { mode: 'duration', duration: elapsed(chance), ...window };
  }
}

function waitForEventConfig(chance: Chance): Config {
  const lookBack = chance.pick(['previous-send', 'this-wait', 'entry', 'duration', 'ever']);
  return {
    event: chance.maybe(0.2) ? 'email.*' : chance.pick(LATER_EVENTS),
    lookBack,
    ...(lookBack === 'duration' ? { lookBackFor: elapsed(chance) } : {}),
    ...(chance.maybe(0.6) ? { filter: eventCondition(chance) } : {}),
    ...(chance.maybe(0.85) ? { giveUpAfter: elapsed(chance) } : {}),
    ...(chance.maybe(0.2) ? { grace: { amount: chance.int(1, 30), unit: 'minutes', mode: 'elapsed' } } : {}),
  };
}

export function elapsed(chance: Chance): Config {
  return { amount: chance.int(1, 12), unit: chance.pick(['minutes', 'hours', 'days']), mode: 'elapsed' };
}

/** A condition over the event at hand alone, as triggers and waits filter by. */
export function eventCondition(chance: Chance): Condition {
  const rules: [Rule, ...Rule[]] = [
    { field: 'event.properties.topic', operator: '=', value: chance.pick(TOPICS) },
    { field: 'event.properties.tag', operator: 'in', value: ['read-guide', 'short'] },
    { field: 'event.properties.amount', operator: '>=', value: chance.int(0, 60) },
  ];
  return condition([chance.pick(rules)]);
}

/** A condition over everything that a branch may read. */
export function leadCondition(chance: Chance, source: string): Condition {
  const rules: [Rule, ...Rule[]] = [
    { field: 'lead.attributes.plan', operator: '=', value: chance.pick(PLANS) },
    { field: 'lead.attributes.score', operator: '>', value: chance.int(0, 90) },
    { field: 'lead.tags', operator: 'contains', value: chance.pick(['new', 'nurtured']) },
    { field: 'trigger.properties.topic', operator: '!=', value: chance.pick(TOPICS) },
    { field: `output.${source}.port`, operator: '=', value: chance.pick(['next', 'happened', 'timeout']) },
    {
      field: 'history',
      operator: chance.pick(['atLeast', 'atMost', 'exactly']),
      value: {
        event: chance.pick(LATER_EVENTS),
        times: chance.int(0, 2),
        days: chance.int(1, 40),
        where: eventCondition(chance),
      },
    },
    { field: 'history', operator: 'atLeast', value: { event: 'email.*', times: chance.int(1, 3) } },
  ];
  return condition(
    Array.from({ length: chance.int(1, 3) }, () => chance.pick(rules)),
    chance.pick(['and', 'or']),
  );
}

export function condition(rules: Rule[], combinator: 'and' | 'or' = 'and'): Condition {
  return { version: CONDITION_VERSION, combinator, rules };
}
