import type { Cohort } from '@trellis/shared/api/publish-views.ts';
import { describe, expect, it } from 'vitest';
import {
  chooseForAll,
  chosenFor,
  cohortKey,
  faultsOfPace,
  moveOptions,
  sumsOf,
  USUAL_PACE,
  withoutTarget,
} from './choices.ts';
import { cohort } from './testing/previews.ts';

const read = cohort('read', { leads: 212, suggested: 'now' });
const two = cohort('two-days', { leads: 96, suggested: 'next-step' });
const call = cohort('call', { leads: 17, suggested: 'stay', unchanged: true });
const gone = cohort('gone', { leads: 3, target: null, suggested: 'stay' });
const all: Cohort[] = [read, two, call];

describe('choices of a publish', () => {
  it('are the suggested ones until a person chooses, and sum up by leads', () => {
    expect(sumsOf(all, new Map())).toEqual({ now: 212, 'next-step': 96, stay: 17, restart: 0, exit: 0 });
    const choices = new Map([[cohortKey(two), { choice: 'now' as const }]]);
    expect(sumsOf(all, choices)).toMatchObject({ now: 308, 'next-step': 0 });
  });

  it('fall back to the suggestion where a cohort no longer admits them', () => {
    const choices = new Map([[cohortKey(read), { choice: 'restart' as const }]]);
    expect(chosenFor({ ...read, choices: ['stay', 'now'] }, choices).choice).toBe('now');
  });

  it('for all reach only cohorts that admit them, and keep the targets that were named', () => {
    const stuck = cohort('stuck', { choices: ['stay', 'exit'], suggested: 'stay' });
    const before = new Map([[cohortKey(gone), { choice: 'stay' as const, target: 'end' }]]);
    const after = chooseForAll([stuck, gone], before, 'now');
    expect(after.get(cohortKey(stuck))).toBeUndefined();
    expect(after.get(cohortKey(gone))).toEqual({ choice: 'now', target: 'end' });
  });

  it('ask for a step where the one they stand at is gone, but only of those that move', () => {
    expect(withoutTarget([gone], new Map())).toEqual([]);
    const moved = new Map([[cohortKey(gone), { choice: 'now' as const }]]);
    expect(withoutTarget([gone], moved)).toEqual([gone]);
    expect(withoutTarget([gone], new Map([[cohortKey(gone), { choice: 'now' as const, target: 'end' }]]))).toEqual([]);
  });

  it('say nothing to the server where everybody stays', () => {
    expect(moveOptions([call], new Map(), USUAL_PACE)).toBeUndefined();
  });

  it('name every cohort, and a share to go first only where somebody moves now', () => {
    expect(moveOptions([two, call], new Map(), USUAL_PACE)).toEqual({
      choices: [
        { versionId: two.version.id, nodeId: 'two-days', choice: 'next-step' },
        { versionId: call.version.id, nodeId: 'call', choice: 'stay' },
      ],
    });
    expect(moveOptions([read], new Map(), USUAL_PACE)).toMatchObject({
      canary: { percent: 10, minutes: 60 },
      spreadMinutes: 60,
    });
    expect(moveOptions([read], new Map(), { ...USUAL_PACE, canary: false })).not.toHaveProperty('canary');
  });

  it('name no target for those that stay, though one was picked before', () => {
    const choices = new Map([[cohortKey(gone), { choice: 'exit' as const, target: 'end' }]]);
    expect(moveOptions([gone], choices, USUAL_PACE)?.choices[0]).not.toHaveProperty('target');
  });

  it('tell which numbers of the pace lie outside of what is possible', () => {
    expect(faultsOfPace(USUAL_PACE)).toEqual([]);
    expect(faultsOfPace({ ...USUAL_PACE, percent: 100, minutes: Number.NaN })).toEqual(['percent', 'minutes']);
    expect(faultsOfPace({ ...USUAL_PACE, canary: false, percent: 100 })).toEqual([]);
  });
});
