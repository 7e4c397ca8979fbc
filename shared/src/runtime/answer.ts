import type { CarriedChange } from '../node/change.ts';
import type { EndReason } from '../node/decision.ts';
import type { Lookup } from '../node/lookup.ts';
import type { EffectOutcome } from '../node/perform.ts';
import type { Place } from '../plan/plan.ts';
import type { RunState } from './state.ts';

/** Why `advance` was called: only logged, never trusted. */
export type Cause = 'start' | 'timer' | 'wake' | 'go' | 'settled' | 'control' | 'sweep';

/** One recorded decision; becomes a row of `run_steps`. Times are epoch ms in workspace time. */
export interface Step {
  token: number;
  node: string;
  visit: number;
  /** rest: came to a wait or an effect · left: took a port · ended · parked · control: moved from outside its drawn way (a goal) */
  kind: 'rest' | 'left' | 'ended' | 'parked' | 'control';
  cause: Cause | 'event' | 'time';
  port?: string;
  to?: string;
  text: string;
  inputs?: Record<string, unknown>;
  /** For effects how they turned out; for `ended` the reason; for `parked` the code. */
  outcome?: string;
  consumed?: string;
  openedAt: number;
  at: number;
}

/** An effect that a token stands at. `fresh`: decided in this very call, so no row exists yet. */
export interface EffectAt {
  key: string;
  token: number;
  node: string;
  visit: number;
  type: string;
  place: Place;
  fresh: boolean;
}

/** What stopped the walk. */
export type Stop =
  | { kind: 'effect'; effect: EffectAt }
  /** An effect of another place comes next: nothing of it is claimed yet. */
  | { kind: 'step'; place: Place; label: string }
  /** `until` absent: only an event or a person ends it. */
  | { kind: 'wait'; until?: number; onTimer: Place; onWake: Place; label: string }
  | { kind: 'end'; reason: EndReason }
  | { kind: 'parked'; code: string }
  /** Call again with these in `world.loaded`; the state is returned as it came. */
  | { kind: 'load'; lookups: Lookup[] };

export interface Advance {
  state: RunState;
  steps: Step[];
  changes: CarriedChange[];
  stop: Stop;
}

/** An effect that was performed or judged from its ledger row. */
export interface Settled {
  key: string;
  attempts: number;
  outcome: EffectOutcome;
  /** When the message began (epoch ms, workspace time), for sends. */
  sentAt?: number;
}
