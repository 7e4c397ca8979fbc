import type { DecideContext } from '../../node/context.ts';
import type { Decision } from '../../node/decision.ts';
import { lookedBackTo } from '../../node/look-back.ts';
import { addDuration } from '../../schedule/duration.ts';
import { durationWords } from '../../schedule/duration-words.ts';
import type { WaitForEventConfig } from './definition.ts';

/** Asked on arrival, and again at a deadline counted on the calendar: the lead may have moved to another time zone since. */
export function decideWaitForEvent(context: DecideContext<WaitForEventConfig>): Decision {
  const { config, now, openedAt, timeOver, zone } = context;
  const { event, filter, giveUpAfter, grace } = config;
  const since = lookedBackTo(config, context, zone.zone) ?? openedAt;
  const doors = [{ port: 'happened', event, since, ...(filter ? { filter } : {}) }];
  if (!giveUpAfter) return { kind: 'wait', doors, why: { text: `Waits for ${event}`, inputs: { since } } };
  const until = addDuration(openedAt, giveUpAfter, zone.zone);
  const inputs = { since, until, zone: zone.zone, zoneFrom: zone.source };
  if (timeOver && until <= now) {
    return {
      kind: 'go',
      port: 'timeout',
      why: { text: `${event} did not come within ${durationWords(giveUpAfter)}`, inputs },
    };
  }
  return {
    kind: 'wait',
    until,
    doors,
    onTime: 'timeout',
    // With `again` the text of the timeout names what did not come, and a calendar deadline follows the lead's zone.
    again: true,
    ...(grace ? { graceMs: addDuration(0, grace, 'UTC') } : {}),
    why: { text: `Waits for ${event}, at most ${durationWords(giveUpAfter)}`, inputs },
  };
}
