/** Where something is carried out: `local`, or a channel's task queue. */
export type Place = string;

/** What the step activity answers: a closed set. `n` is the number of its last commit. */
export type Answer =
  | { kind: 'step'; n: number; place: Place; label: string }
  /** `ms` is absent (only a wake-up ends it) or ≥ 1. */
  | { kind: 'wait'; n: number; ms?: number; onTimer: Place; onWake: Place; label: string }
  | { kind: 'end'; n: number };

/** Ids only: no plan, no personal data. */
export interface LeadRunInput {
  workspace: string;
  run: string;
  n: number;
  place: Place;
  label: string;
}

export interface StepInput {
  workspace: string;
  run: string;
  cause: 'start' | 'go' | 'timer' | 'wake';
  place: Place;
}

export interface RunActivities {
  step(input: StepInput): Promise<Answer>;
}
