import { CONDITION_VERSION, type Condition } from '../../condition/condition.ts';
import type { DecideContext, LookupContext } from '../../node/context.ts';
import type { EventDoor } from '../../node/decision.ts';
import { eventFilter } from '../../node/event-filter.ts';
import { lookedBackTo } from '../../node/look-back.ts';
import type { Lookup } from '../../node/lookup.ts';
import type { Door, WaitAnyConfig } from './definition.ts';

/** An event a door is for, before it is known how far it looks back. */
type Wanted = Omit<EventDoor, 'port' | 'since'> & { now?: true };

/** The doors that events open. Those that only watch (a condition, a date that may change) look at what comes from now on. */
export function eventDoors(context: DecideContext<WaitAnyConfig>): EventDoor[] {
  const { config, openedAt, zone } = context;
  return config.doors.flatMap((door) =>
    wantedBy(door).map(({ now, ...wanted }): EventDoor => {
      const { filter } = wanted;
      const since = now ? openedAt : (lookedBackTo({ ...config, filter }, context, zone.zone) ?? openedAt);
      return { port: door.id, since, ...wanted, ...(config.reuse && !now ? { reuseConsumed: true } : {}) };
    }),
  );
}

/** The same, for loading what they look at before the node is asked. */
export function lookupsOf(context: LookupContext<WaitAnyConfig>): Lookup[] {
  return context.config.doors.flatMap((door) =>
    wantedBy(door).flatMap(({ event, filter, now }): Lookup[] => {
      const since = now ? context.openedAt : lookedBackTo({ ...context.config, filter }, context);
      return since === undefined ? [] : [{ kind: 'events', names: [event], since }];
    }),
  );
}

function wantedBy(door: Door): Wanted[] {
  const { filter, step, outcome } = door;
  const only = (own: Condition): { filter: Condition } => ({ filter: filter ? both(own, filter) : own });
  switch (door.kind) {
    case 'event':
      return [{ event: door.event ?? '', ...(filter ? { filter } : {}) }];
    case 'condition':
      // Whatever happens to the lead may make it true.
      return filter ? [{ event: '*', filter, keeps: true, now: true }] : [];
    case 'date-field': {
      const attribute = attributeOf(door.field ?? '');
      return attribute
        ? [{ event: 'lead.attribute_changed', filter: eventFilter({ name: attribute }), asks: true, now: true }]
        : [];
    }
    case 'segment':
      return [{ event: `segment.${door.change}`, ...only(eventFilter({ segment: door.segment })) }];
    case 'reply':
      return (['email', 'sms'] as const)
        .filter((channel) => door.channel === 'any' || door.channel === channel)
        .map((channel) => ({ event: `${channel}.replied`, ...(filter ? { filter } : {}) }));
    case 'task':
      return [{ event: 'task.done', ...only(eventFilter({ node: step || undefined, outcome: outcome || undefined })) }];
    case 'approval':
      return [
        {
          event: 'approval.decided',
          ...only(eventFilter({ node: step || undefined, decision: outcome || undefined })),
        },
      ];
    case 'run-ended':
      return [{ event: 'run.ended', ...only(eventFilter({ workflow: door.workflow })) }];
    case 'duration':
    case 'random':
    case 'time':
    case 'date':
    case 'window':
      return [];
    default:
      return door.kind satisfies never;
  }
}

const both = (one: Condition, other: Condition): Condition => ({
  version: CONDITION_VERSION,
  combinator: 'and',
  rules: [...one.rules, { combinator: other.combinator, rules: other.rules, ...(other.not ? { not: true } : {}) }],
});

/** The attribute that a field of the lead names; undefined for every other field. */
export function attributeOf(field: string): string | undefined {
  return /^lead\.(?:attributes\.)?(.+)$/.exec(field)?.[1];
}
