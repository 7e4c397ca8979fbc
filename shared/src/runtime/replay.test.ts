import { describe, expect, it } from 'vitest';
import { ask, DAY, end, go, NOW, newRun, perform, smallPlan, waits, worldAt } from '../testing/small-plan.ts';
import type { Step } from './answer.ts';
import { firstDifference, type RecordedCall, replayDry } from './replay.ts';

/** A branch by the lead's plan: big leads get a mail, small ones end. */
const small = smallPlan({
  start: { decides: go('next'), ports: { next: 'branch' } },
  branch: {
    decides: ({ lead }) => (lead.attributes.plan === 'big' ? go('big') : go('small')),
    ports: { big: 'mail', small: 'rest' },
  },
  mail: { decides: perform, place: 'email', ports: { next: 'done' } },
  rest: { decides: waits({ until: NOW + DAY, onTime: 'late' }), ports: { late: 'done' } },
  done: { decides: end },
});
const bigLead = { ...worldAt(NOW).lead, attributes: { plan: 'big' } };

/** Its record: decided, sent, ended. */
function recordedRun() {
  const from = newRun(small);
  const world = worldAt(NOW, { lead: bigLead });
  const first = ask(small, { state: from, world: { lead: bigLead } });
  const settled = {
    key: 'run1:mail:1',
    attempts: 1,
    outcome: { kind: 'done' as const, port: 'next', text: 'Accepted' },
    sentAt: NOW,
  };
  const second = ask(small, { state: first.state, world: { lead: bigLead }, settled, cause: 'settled' });
  const calls: RecordedCall[] = [
    { kind: 'asked', cause: 'go', place: 'any', world },
    { kind: 'asked', cause: 'settled', place: 'any', world, settled },
  ];
  return { run: { ...small, from, calls }, recorded: [...first.steps, ...second.steps] as Step[] };
}

describe('a dry replay', () => {
  it('of an untouched run equals its record', () => {
    const { run, recorded } = recordedRun();
    const replayed = replayDry(run, { recorded });
    expect(replayed.reached).toBe('all');
    expect(replayed.steps).toEqual(recorded);
    expect(replayed.steps.at(-1)).toMatchObject({ node: 'done', kind: 'ended' });
  });

  it('with one input changed takes another path, from the step that read it', () => {
    const { run, recorded } = recordedRun();
    const change = (world: ReturnType<typeof worldAt>) => ({
      ...world,
      lead: { ...world.lead, attributes: { plan: 'tiny' } },
    });
    const replayed = replayDry(run, { recorded, change });
    expect(replayed.reached).toBe('parted');
    expect(replayed.steps.map(({ node }) => node)).toEqual(['start', 'branch', 'rest']);
    expect(firstDifference(recorded, replayed.steps)).toBe(1);
  });

  it('that parted does not follow what a person did to the recorded run', () => {
    const { run, recorded } = recordedRun();
    const moved: RecordedCall = { kind: 'changed', state: run.from, steps: [] };
    const [first, second] = run.calls;
    if (!first || !second) throw new Error('not recorded');
    const change = (world: ReturnType<typeof worldAt>) => ({ ...world, lead: { ...world.lead, attributes: {} } });
    const replayed = replayDry({ ...run, calls: [first, moved, second] }, { recorded, change });
    expect(replayed.steps.map(({ node }) => node)).toEqual(['start', 'branch', 'rest']);
  });
});
