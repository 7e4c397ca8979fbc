import type { Plan } from '@trellis/shared/plan/plan.ts';
import {
  countStandstills,
  type Frozen,
  type Hold,
  longer,
  type Standstill,
  thawed,
} from '@trellis/shared/runtime/frozen.ts';
import type { RunState } from '@trellis/shared/runtime/state.ts';
import { toWorkspaceTime, type WorkspaceClock } from '../db/queries/clock.ts';
import type { PauseOver } from '../db/queries/pauses.ts';

/** A run as far as pauses speak of it. `real`: epoch ms. */
export interface UnderPauses {
  pauses: readonly PauseOver[];
  clock: WorkspaceClock;
  real: number;
}

/** The pauses over a run as `advance` sees them; undefined where there are none. */
export function frozenBy({ pauses, clock, real }: UnderPauses): Frozen | undefined {
  if (pauses.length === 0) return undefined;
  const frozen: Frozen = {};
  const standstills: Standstill[] = [];
  for (const { level, name, durations, since, until, heldUntil } of pauses) {
    if (durations === 'stop' && level !== 'channel') {
      const to = until ?? toWorkspaceTime(clock, real);
      standstills.push({ from: since, to, ...(level === 'node' ? { node: name } : {}) });
    }
    if (until !== null && (heldUntil === null || heldUntil <= real)) continue;
    const hold: Hold = until === null || heldUntil === null ? {} : { until: toWorkspaceTime(clock, heldUntil) };
    const with_ = (other: Hold | undefined) => (other ? longer(other, hold) : hold);
    if (level === 'node') frozen.nodes = { ...frozen.nodes, [name]: with_(frozen.nodes?.[name]) };
    else if (level === 'channel') frozen.places = { ...frozen.places, [name]: with_(placeHold(frozen, name)) };
    else frozen.all = with_(frozen.all);
  }
  return standstills.length > 0 ? { ...frozen, standstills } : frozen;
}

/** A channel's name is the place of its effects. */
const placeHold = ({ places }: Frozen, name: string): Hold | undefined =>
  Object.entries(places ?? {}).find(([place]) => place === name)?.[1];

/**
 * The state with all standstills up to now in its waits, also where a pause still holds them: before the run comes under other pauses (another
 * version, whose pauses alone are read from then on), and for whoever judges by its deadlines.
 */
export function countedUpTo(state: RunState, run: UnderPauses): RunState {
  const now = toWorkspaceTime(run.clock, run.real);
  return { ...state, tokens: countStandstills(frozenBy(run), state.tokens, now) };
}

/** The state of a run whose own pause ends now. What another pause still holds is counted when that ends. */
export function afterRunPause(plan: Plan, state: RunState, run: UnderPauses): RunState {
  const now = toWorkspaceTime(run.clock, run.real);
  const pauses = run.pauses.map((pause) =>
    pause.level === 'run' && pause.until === null ? { ...pause, until: now, heldUntil: run.real } : pause,
  );
  return { ...state, tokens: thawed(plan, frozenBy({ ...run, pauses }), state.tokens, now) };
}
