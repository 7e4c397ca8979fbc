import { type Condition, isGroup, isHistory } from '../condition/condition.ts';
import { type Duration, subtractDuration } from '../schedule/duration.ts';
import type { LookupContext } from './context.ts';

/** Which earlier events a wait counts as well (3.W3). */
export interface LookBack {
  lookBack: 'previous-send' | 'this-wait' | 'entry' | 'duration' | 'ever';
  lookBackFor?: Duration | undefined;
  /** Of the events; one that names a message looks back to that message. */
  filter?: Condition | undefined;
}

/** The instant from which events count (epoch ms); undefined without a zone where only a zone could tell. */
export function lookedBackTo(
  { lookBack, lookBackFor, filter }: LookBack,
  { openedAt, run, trigger }: Pick<LookupContext<unknown>, 'openedAt' | 'run' | 'trigger'>,
  zone?: string,
): number | undefined {
  switch (lookBack) {
    case 'this-wait':
      return openedAt;
    case 'previous-send': {
      const named = filter && messageNamed(filter);
      const namedAt = named === undefined ? undefined : run.outputs[named]?.sentAt;
      if (namedAt !== undefined) return namedAt;
      if (run.lastSendAt !== undefined) return run.lastSendAt;
      const triggeredAt = trigger && !run.restarted ? Date.parse(trigger.occurredAt) : Number.NaN;
      // A sender's fast clock must not shut out what happened after the run began.
      return Number.isNaN(triggeredAt) ? run.enteredAt : Math.min(triggeredAt, run.enteredAt);
    }
    case 'entry':
      return run.enteredAt;
    case 'duration': {
      if (!lookBackFor) return openedAt;
      if (lookBackFor.mode === 'calendar' && zone === undefined) return undefined;
      return subtractDuration(openedAt, lookBackFor, zone ?? 'UTC');
    }
    case 'ever':
      return 0;
    default:
      return lookBack satisfies never;
  }
}

/** Fields in which clicks, opens and replies name the step that sent the message. */
const STEP_FIELDS: ReadonlySet<string> = new Set(['event.step', 'event.properties.step']);

/** The node whose message every event must be about; undefined where the filter leaves that open. */
function messageNamed({ combinator, not, rules }: Condition): string | undefined {
  if (not || (combinator === 'or' && rules.length > 1)) return undefined;
  for (const rule of rules) {
    if (isGroup(rule) || isHistory(rule) || rule.operator !== '=' || !STEP_FIELDS.has(rule.field)) continue;
    if (typeof rule.value === 'string') return rule.value;
  }
  return undefined;
}
