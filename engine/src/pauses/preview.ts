import type { Plan } from '@trellis/shared/plan/plan.ts';
import { holdOf, thawed } from '@trellis/shared/runtime/frozen.ts';
import type { Token } from '@trellis/shared/runtime/state.ts';
import type { WorkspaceTx } from '../db/client.ts';
import { toWorkspaceTime, type WorkspaceClock } from '../db/queries/clock.ts';
import { countQueuedUnder, type HeldRun, heldRuns } from '../db/queries/held-runs.ts';
import type { PauseOver, PauseSubject } from '../db/queries/pauses.ts';
import { readWorkspaceTimes } from '../db/queries/routing.ts';
import type { Plans } from '../runs/plans.ts';
import { frozenBy } from './frozen.ts';

const PAGE = 2_000;
/** More runs are not looked at: some seconds, measured, and a transaction has 30. */
const MOST = 50_000;

/** What would follow, in runs, if durations stood still during the pause (`stop`) or ran on. */
export interface ResumeFigures {
  stop: { due: number; later: number };
  run: { due: number; later: number };
  /** Wait for an event only. */
  waiting: number;
  /** Go on resting: another pause holds them. */
  held: number;
  queued: number;
  /** False where there are more runs than were counted. */
  complete: boolean;
}

/** What a resume of this pause would set going at this moment, by the rules of the step itself. */
export async function previewResume(tx: WorkspaceTx, plans: Plans, pause: PauseSubject): Promise<ResumeFigures> {
  const figures: ResumeFigures = {
    stop: { due: 0, later: 0 },
    run: { due: 0, later: 0 },
    waiting: 0,
    held: 0,
    queued: await countQueuedUnder(tx, pause),
    complete: true,
  };
  const { clock, real } = await readWorkspaceTimes(tx);
  let looked = 0;
  for (let cursor: string | null = null, full = true; full; ) {
    const page: HeldRun[] = await heldRuns(tx, pause, { cursor, limit: PAGE });
    for (const run of page) {
      const plan = await plans.planOf(tx, run.versionId);
      const fates = (['stop', 'run'] as const).map((durations) => fateOf(plan, run, { pause, durations, clock, real }));
      const [stop, ran] = fates;
      if (stop === 'held' || stop === 'waiting') figures[stop]++;
      else if (stop) figures.stop[stop]++;
      if (ran === 'due' || ran === 'later') figures.run[ran]++;
    }
    cursor = page.at(-1)?.id ?? null;
    looked += page.length;
    full = page.length === PAGE;
    if (full && looked >= MOST) return { ...figures, complete: false };
  }
  return figures;
}

type Fate = 'due' | 'later' | 'waiting' | 'held';

function fateOf(
  plan: Plan,
  run: HeldRun,
  given: { pause: PauseSubject; durations: 'stop' | 'run'; clock: WorkspaceClock; real: number },
): Fate {
  const { pause, durations, clock, real } = given;
  const now = toWorkspaceTime(clock, real);
  const own = (one: PauseOver) => one.until === null && one.level === pause.level && one.name === pause.name;
  const pauses = run.pauses.map((one) => (own(one) ? { ...one, durations, until: now, heldUntil: real } : one));
  const frozen = frozenBy({ pauses, clock, real });
  const concerns = ({ node }: Token) =>
    pause.level === 'node' ? node === pause.name : pause.level !== 'channel' || plan.nodes[node]?.place === pause.name;
  const tokens = thawed(plan, frozen, run.tokens, now).filter(concerns);
  const free = tokens.filter((token) => !holdOf(plan, frozen, token));
  if (free.length === 0) return 'held';
  const times = free.map(timeOf);
  const noted = pause.level !== 'node' && pause.level !== 'channel' && cameBefore(run, clock);
  if (noted || times.some((at) => at !== undefined && at <= now)) return 'due';
  return times.some((at) => at !== undefined) ? 'later' : 'waiting';
}

/** When a token moves by itself, epoch ms, workspace time: at once where it does not wait; undefined where only an event moves it. */
function timeOf(token: Token): number | undefined {
  if (token.at === 'joined') return token.join.until;
  if (token.at !== 'waiting') return Number.NEGATIVE_INFINITY;
  return token.wait.until === undefined ? undefined : token.wait.until + (token.wait.graceMs ?? 0);
}

/** True where routing noted an event for the run: it is due earlier than by any of its times. */
function cameBefore({ tokens, dueAt }: HeldRun, clock: WorkspaceClock): boolean {
  if (dueAt === null) return false;
  const times = tokens.flatMap((token) => timeOf(token) ?? []);
  return times.length === 0 || toWorkspaceTime(clock, dueAt) < Math.min(...times) - 1_000 * clock.factor;
}
