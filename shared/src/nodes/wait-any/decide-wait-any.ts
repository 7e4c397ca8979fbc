import { type ConditionGroup, isGroup, isHistory } from '../../condition/condition.ts';
import { reasonSentence } from '../../condition/sentence.ts';
import type { DecideContext } from '../../node/context.ts';
import type { Decision, Why } from '../../node/decision.ts';
import { addDuration } from '../../schedule/duration.ts';
import { durationWords } from '../../schedule/duration-words.ts';
import { localWords } from '../../schedule/explain.ts';
import type { WaitAnyConfig } from './definition.ts';
import { eventDoors } from './event-doors.ts';
import { type TimeDoor, timeDoors } from './time-doors.ts';

const DAY = 24 * 60 * 60 * 1000;

/**
 * Asked on arrival, at each deadline, and when a date that a door rests on has changed. A condition that is true opens its door at once; a date
 * that has passed takes its own port where there is one; else the earliest moment of all is waited for, beside the events.
 */
export function decideWaitAny(context: DecideContext<WaitAnyConfig>): Decision {
  const { config, now, openedAt, timeOver, zone } = context;
  const isTrue = conditionThatHolds(context);
  if (isTrue) return isTrue;
  const times = timeDoors(context);
  const past = times.find((door) => door.past);
  if (past) {
    const why = whyOf(
      context,
      `${nameOf(context, past.port)}: ${localWords(past.at, zone.zone, now)} has passed already`,
      past,
    );
    // Found in the past on arrival, or moved there by a change of the date.
    return timeOver ? { kind: 'go', port: past.port, why } : { kind: 'go', port: 'past', otherwise: past.port, why };
  }
  const limit = config.giveUpAfter && addDuration(openedAt, config.giveUpAfter, zone.zone);
  const [first] = times;
  if (first && first.at <= now && (limit === undefined || first.at <= limit))
    return { kind: 'go', port: first.port, why: whyOf(context, `${nameOf(context, first.port)}: time over`, first) };
  if (config.giveUpAfter && limit !== undefined && limit <= now)
    return { kind: 'go', port: 'timeout', why: { text: `Nothing came within ${durationWords(config.giveUpAfter)}` } };
  return waitFor(context, first, limit);
}

function waitFor(
  context: DecideContext<WaitAnyConfig>,
  first: TimeDoor | undefined,
  limit: number | undefined,
): Decision {
  const { config, now, zone } = context;
  const byLimit = limit !== undefined && (!first || limit < first.at);
  const ends = byLimit ? limit : first?.at;
  // What only time makes true is looked at again within a day.
  const look = config.doors.some((door) => door.kind === 'condition' && door.filter && changesWithTime(door.filter));
  const until = look ? Math.min(ends ?? Number.POSITIVE_INFINITY, now + DAY) : ends;
  const port = byLimit ? 'timeout' : (first?.port ?? config.doors[0]?.id ?? '');
  const names = config.doors.map(({ id }) => nameOf(context, id)).join(', or ');
  const text = `Waits for: ${names}${ends === undefined ? '' : `; at the latest until ${localWords(ends, zone.zone, now)}`}`;
  return {
    kind: 'wait',
    doors: eventDoors(context),
    ...(until === undefined
      ? {}
      : { until, onTime: port, again: true, ...(!byLimit && first?.dated ? { dated: true } : {}) }),
    ...(config.grace && until !== undefined ? { graceMs: addDuration(0, config.grace, 'UTC') } : {}),
    why: whyOf(context, text, first, until),
  };
}

function conditionThatHolds(context: DecideContext<WaitAnyConfig>): Decision | undefined {
  for (const { id, kind, filter } of context.config.doors) {
    if (kind !== 'condition' || !filter) continue;
    const evaluation = context.evaluate(filter);
    if (evaluation.value === true)
      return { kind: 'go', port: id, why: { text: `${nameOf(context, id)}: ${reasonSentence(evaluation)}` } };
  }
  return undefined;
}

function nameOf({ config }: DecideContext<WaitAnyConfig>, port: string): string {
  const index = config.doors.findIndex(({ id }) => id === port);
  return config.doors[index]?.label || `Branch ${index + 1}`;
}

function whyOf({ zone }: DecideContext<WaitAnyConfig>, text: string, door: TimeDoor | undefined, until?: number): Why {
  return {
    text,
    inputs: {
      ...(door ? { opensAt: door.at, door: door.port } : {}),
      ...(until === undefined ? {} : { until }),
      zone: zone.zone,
      zoneFrom: zone.source,
    },
  };
}

const TIMELY: ReadonlySet<string> = new Set(['withinLast', 'notWithinLast', 'withinNext']);

/** True for a condition that may turn without anything happening to the lead. */
function changesWithTime(group: ConditionGroup): boolean {
  return group.rules.some((rule) => {
    if (isGroup(rule)) return changesWithTime(rule);
    return isHistory(rule) ? rule.value.days !== undefined : TIMELY.has(rule.operator);
  });
}
