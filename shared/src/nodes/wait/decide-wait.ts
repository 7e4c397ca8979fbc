import type { DecideContext } from '../../node/context.ts';
import type { Decision } from '../../node/decision.ts';
import { addDuration } from '../../schedule/duration.ts';
import { durationWords } from '../../schedule/duration-words.ts';
import { localWords } from '../../schedule/explain.ts';
import { nextInWindow, windowWords } from '../../schedule/window.ts';
import { instantOn, localDate, readLocal } from '../../schedule/zone.ts';
import type { WaitConfig } from './definition.ts';

/**
 * Asked on arrival and again at every deadline: the target is computed anew each time from the moment the visit began, because the lead may
 * have moved to another time zone, and hours may have closed while nobody was there to wake it.
 */
export function decideWait(context: DecideContext<WaitConfig>): Decision {
  const { config, now, zone, timeOver } = context;
  const target = targetOf(context);
  if (config.mode === 'date' && !timeOver && target <= now) {
    return {
      kind: 'go',
      port: 'past',
      otherwise: 'next',
      why: { text: `${localWords(target, zone.zone, now)} has passed already`, inputs: inputsOf(target, context) },
    };
  }
  // Never before the target, and then at the first open hour from now on.
  const due = Math.max(target, now);
  const end = config.window ? nextInWindow(due, config.window, zone.zone) : due;
  if (end <= now) return { kind: 'go', port: 'next', why: { text: 'Time over', inputs: inputsOf(end, context) } };
  const why = `${reasonOf(config, end > due)}: until ${localWords(end, zone.zone, now)}`;
  return {
    kind: 'wait',
    until: end,
    doors: [],
    onTime: 'next',
    again: true,
    dated: config.mode !== 'duration',
    why: { text: why, inputs: inputsOf(end, context) },
  };
}

function targetOf({ config, openedAt, zone: { zone } }: DecideContext<WaitConfig>): number {
  switch (config.mode) {
    case 'duration':
      return addDuration(openedAt, config.duration, zone);
    case 'time': {
      const today = localDate(openedAt, zone);
      const at = instantOn(today, config.time, zone);
      return at > openedAt ? at : instantOn(today.add({ days: 1 }), config.time, zone);
    }
    case 'date':
      // The compiler refuses a plan without the date.
      return readLocal(`${config.date}T${config.time}`, zone) ?? openedAt;
    default:
      return config.mode satisfies never;
  }
}

function reasonOf({ mode, duration, time, window }: WaitConfig, held: boolean): string {
  if (held && window) return `Waits for its hours (${windowWords(window)})`;
  if (mode === 'duration') return `Waits ${durationWords(duration)}`;
  return mode === 'time' ? `Waits for ${time}` : 'Waits for its date';
}

function inputsOf(until: number, { openedAt, zone }: DecideContext<WaitConfig>): Record<string, unknown> {
  return { since: openedAt, until, zone: zone.zone, zoneFrom: zone.source };
}
