import type { Condition } from '../condition/condition.ts';
import { type Evaluation, evaluate } from '../condition/evaluate.ts';
import { reasonSentence } from '../condition/sentence.ts';
import { type EventRecord, effectiveAt, matchesName } from '../event/event.ts';
import type { ReEntry, WorkflowSettings } from '../graph/graph.ts';
import type { EventDoor } from '../node/decision.ts';
import { type Lookup, missingFrom } from '../node/lookup.ts';
import { spanWords } from '../schedule/span-words.ts';
import { conditionWorld, type Reading } from './decide-context.ts';
import type { ClosedWait, RunState } from './state.ts';
import type { World } from './world.ts';

const MINUTE = 60 * 1000;
const HOUR = 60 * MINUTE;
/** An event older than this is recorded, but starts nothing (3.E4). */
export const MAX_TRIGGER_AGE = 72 * HOUR;

/** What an event means to something that may want it. Every `no` says why: it becomes a near-miss row. */
export type Judgement =
  | { kind: 'yes' }
  | { kind: 'no'; code: NearMissCode; text: string }
  | { kind: 'load'; lookups: Lookup[] };

export type NearMissCode =
  | 'filter'
  | 'entry-filter'
  | 'coalesced'
  | 'too-old'
  | 'already-active'
  | 'only-once'
  | 'cooldown'
  | 'before-wait'
  | 'after-deadline'
  | 'late';

/** A former run of the same workflow and lead. Times in epoch ms, workspace time. */
export interface FormerRun {
  active: boolean;
  endedAt: number | null;
  startedAt?: number;
}

/** Whether an event starts a run: filter, age, then re-entry. */
export function judgeTrigger(input: {
  event: EventRecord;
  filter?: Condition;
  reEntry: ReEntry;
  /** Of the same key, where the workflow counts by one. */
  former: readonly FormerRun[];
  world: World;
  settings?: Pick<WorkflowSettings, 'entryFilter' | 'whileActive' | 'coalesceMinutes' | 'maxTriggerAgeHours'>;
}): Judgement {
  const { event, filter, reEntry, former, world, settings = {} } = input;
  const reading = (): Reading => ({ world: { ...world, trigger: event }, state: NO_STATE, missing: [] });
  if (filter) {
    const judged = judgeFilter(reading(), filter, event);
    if (judged.kind !== 'yes') return judged;
  }
  const age = world.now - effectiveAt(event);
  const maxAge = settings.maxTriggerAgeHours === undefined ? MAX_TRIGGER_AGE : settings.maxTriggerAgeHours * HOUR;
  if (age > maxAge) {
    return {
      kind: 'no',
      code: 'too-old',
      text: `Happened ${spanWords(age, 'down')} before it arrived; events older than ${spanWords(maxAge, 'down')} start nothing`,
    };
  }
  if (settings.entryFilter) {
    const judged = judgeFilter(reading(), settings.entryFilter, event);
    if (judged.kind === 'no')
      return { ...judged, code: 'entry-filter', text: judged.text.replace('Not counted', 'Not let in') };
    if (judged.kind === 'load') return judged;
  }
  const { coalesceMinutes = 0 } = settings;
  if (former.some(({ startedAt }) => startedAt !== undefined && world.now - startedAt < coalesceMinutes * MINUTE)) {
    const text = `Another trigger started a run less than ${coalesceMinutes} minutes before; two make one`;
    return { kind: 'no', code: 'coalesced', text };
  }
  return judgeReEntry(reEntry, former, world.now, settings.whileActive);
}

/** Whether the re-entry rule admits a lead with these former runs. `now`: epoch ms, workspace time. */
export function judgeReEntry(
  reEntry: ReEntry,
  former: readonly FormerRun[],
  now: number,
  whileActive: WorkflowSettings['whileActive'] = 'ignore',
): { kind: 'yes' } | { kind: 'no'; code: 'already-active' | 'only-once' | 'cooldown'; text: string } {
  if (reEntry.mode === 'once-per-period' && whileActive !== 'ignore') {
    // Neither a restart nor a run beside it gets round the period.
    const judged = judgePeriod(reEntry.days, former, now);
    if (judged.kind === 'no') return judged;
  }
  if (former.some(({ active }) => active)) {
    // A run that is under way is ended by the new one, or goes on beside it: its own re-entry comes when it has ended.
    if (whileActive !== 'ignore' && reEntry.mode !== 'never') return { kind: 'yes' };
    return { kind: 'no', code: 'already-active', text: 'The lead is in this workflow already' };
  }
  const last = Math.max(...former.map(({ endedAt }) => endedAt ?? 0), 0);
  switch (reEntry.mode) {
    case 'always':
      return { kind: 'yes' };
    case 'never':
      return former.length === 0
        ? { kind: 'yes' }
        : { kind: 'no', code: 'only-once', text: 'The lead was in this workflow before, and it admits each lead once' };
    case 'once-per-period':
      return judgePeriod(reEntry.days, former, now);
    case 'after-exit': {
      const until = last + (reEntry.cooldownHours ?? 0) * HOUR;
      if (former.length === 0 || now >= until) return { kind: 'yes' };
      return {
        kind: 'no',
        code: 'cooldown',
        text: `The lead may enter again ${spanWords(until - now, 'up')} from now`,
      };
    }
    default:
      return reEntry satisfies never;
  }
}

function judgePeriod(
  days: number,
  former: readonly FormerRun[],
  now: number,
): { kind: 'yes' } | { kind: 'no'; code: 'cooldown'; text: string } {
  const until = Math.max(...former.map(({ startedAt }) => startedAt ?? 0), 0) + days * 24 * HOUR;
  if (former.length === 0 || now >= until) return { kind: 'yes' };
  return { kind: 'no', code: 'cooldown', text: `The lead may enter once in ${days === 1 ? 'a day' : `${days} days`}` };
}

/** Whether an event that just came can end the wait behind a door. `undefined`: the door is for other events. */
export function judgeDoor(
  reading: Reading,
  door: EventDoor,
  deadline: number | null,
  event: EventRecord,
): Judgement | undefined {
  if (!matchesName(door.event, event.name)) return undefined;
  if (!door.reuseConsumed && !door.asks && reading.state.consumed.includes(event.id)) return undefined;
  const at = effectiveAt(event);
  if (at < door.since)
    return { kind: 'no', code: 'before-wait', text: 'Happened before the time this wait looks back to' };
  if (deadline !== null && at > deadline)
    return { kind: 'no', code: 'after-deadline', text: 'Happened after the deadline of this wait' };
  const judged = door.filter ? judgeFilter(reading, door.filter, event) : ({ kind: 'yes' } as const);
  // Such doors look at every event of the lead: one that changes nothing is no near miss.
  return judged.kind === 'no' && (door.keeps || door.asks) ? undefined : judged;
}

/** Whether an event that just came happened in time for a wait that time has ended meanwhile: it is told as late, and reopens nothing (3.W5). */
export function judgeLate(reading: Reading, { doors, until }: ClosedWait, event: EventRecord): Judgement | undefined {
  for (const door of doors) {
    const judged = judgeDoor(reading, door, until, event);
    if (judged?.kind === 'load') return judged;
    if (judged?.kind === 'yes') return { kind: 'no', code: 'late', text: LATE };
  }
  return undefined;
}

const LATE = 'Happened in time, but came after the wait had ended; it reopens nothing';

function judgeFilter(reading: Reading, filter: Condition, event: EventRecord): Judgement {
  const evaluation: Evaluation = evaluate(filter, conditionWorld(reading, event));
  const lookups = missingFrom(reading.world.loaded, reading.missing);
  if (lookups.length > 0) return { kind: 'load', lookups };
  if (evaluation.value === true) return { kind: 'yes' };
  return { kind: 'no', code: 'filter', text: `Not counted, ${reasonSentence(evaluation)}` };
}

/** Triggers are judged before there is a run. */
const NO_STATE: RunState = {
  stateVersion: 1,
  tokens: [],
  visits: {},
  variables: {},
  outputs: {},
  consumed: [],
  enteredAt: 0,
};
