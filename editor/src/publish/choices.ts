import type { Cohort, MoveChoice, MoveOptions } from '@trellis/shared/api/publish-views.ts';

/** What a person chose for a cohort; `target` where they named the step themselves. */
export interface Chosen {
  choice: MoveChoice;
  target?: string;
}

/** Choices by `cohortKey`. A cohort without an entry keeps what was suggested. */
export type Choices = ReadonlyMap<string, Chosen>;

/** How those moved now go: shares in percent, times in minutes of real time. */
export interface Pace {
  canary: boolean;
  percent: number;
  minutes: number;
  spreadMinutes: number;
}

export const USUAL_PACE: Pace = { canary: true, percent: 10, minutes: 60, spreadMinutes: 60 };
/** Bounds of the contract. */
export const PACE_LIMITS = { percent: [1, 99], minutes: [1, 10_080], spreadMinutes: [0, 10_080] } as const;

export function cohortKey({ version, node }: Pick<Cohort, 'version' | 'node'>): string {
  return `${version.id} ${node.id}`;
}

/** What holds for a cohort now: what was chosen where that is still possible, else what was suggested. */
export function chosenFor(cohort: Cohort, choices: Choices): Chosen {
  const chosen = choices.get(cohortKey(cohort));
  return chosen && cohort.choices.includes(chosen.choice) ? chosen : { choice: cohort.suggested };
}

/** True where they go to a step of the new version. */
function isMoved(choice: MoveChoice): boolean {
  return choice === 'now' || choice === 'next-step';
}

/** True where the step they stand at is gone, so that a person should see, or say, where they go. */
export function asksForTarget(cohort: Cohort, { choice }: Chosen): boolean {
  return isMoved(choice) && cohort.target?.id !== cohort.node.id;
}

/** The step that a moved cohort goes to; null while nobody named one. */
export function targetOf(cohort: Cohort, chosen: Chosen): string | null {
  return chosen.target ?? cohort.target?.id ?? null;
}

/** Cohorts that are to be moved to a step nobody has named yet. */
export function withoutTarget(cohorts: readonly Cohort[], choices: Choices): Cohort[] {
  return cohorts.filter((cohort) => {
    const chosen = chosenFor(cohort, choices);
    return asksForTarget(cohort, chosen) && targetOf(cohort, chosen) === null;
  });
}

/** Leads by what becomes of them. */
export function sumsOf(cohorts: readonly Cohort[], choices: Choices): Record<MoveChoice, number> {
  const sums = { stay: 0, now: 0, 'next-step': 0, restart: 0, exit: 0 };
  for (const cohort of cohorts) sums[chosenFor(cohort, choices).choice] += cohort.leads;
  return sums;
}

/** The same choice for all cohorts that admit it; the others keep theirs. */
export function chooseForAll(cohorts: readonly Cohort[], choices: Choices, choice: MoveChoice): Choices {
  const next = new Map(choices);
  for (const cohort of cohorts)
    if (cohort.choices.includes(choice)) {
      const target = choices.get(cohortKey(cohort))?.target;
      next.set(cohortKey(cohort), target === undefined ? { choice } : { choice, target });
    }
  return next;
}

/** Which choices at least one cohort admits, in the contract's order. */
export function choicesOfAny(cohorts: readonly Cohort[], all: readonly MoveChoice[]): MoveChoice[] {
  return all.filter((choice) => cohorts.some((cohort) => cohort.choices.includes(choice)));
}

/** What publishing is told; undefined where everybody stays. Those that stay are named too, so that nothing is left to guess. */
export function moveOptions(cohorts: readonly Cohort[], choices: Choices, pace: Pace): MoveOptions | undefined {
  const sums = sumsOf(cohorts, choices);
  if (sums.now + sums['next-step'] + sums.restart + sums.exit === 0) return undefined;
  return {
    choices: cohorts.map((cohort) => {
      const chosen = chosenFor(cohort, choices);
      const target = isMoved(chosen.choice) ? chosen.target : undefined;
      return {
        versionId: cohort.version.id,
        nodeId: cohort.node.id,
        choice: chosen.choice,
        ...(target === undefined ? {} : { target }),
      };
    }),
    ...(pace.canary && sums.now > 0 ? { canary: { percent: pace.percent, minutes: pace.minutes } } : {}),
    ...(sums.now > 0 ? { spreadMinutes: pace.spreadMinutes } : {}),
  };
}

/** The fields of the pace that lie outside of their bounds. */
export function faultsOfPace(pace: Pace): (keyof typeof PACE_LIMITS)[] {
  const fields = Object.keys(PACE_LIMITS) as (keyof typeof PACE_LIMITS)[]; // its own keys
  return fields.filter((field) => {
    if (!pace.canary && field !== 'spreadMinutes') return false;
    const [least, most] = PACE_LIMITS[field];
    const value = pace[field];
    return !Number.isInteger(value) || value < least || value > most;
  });
}
