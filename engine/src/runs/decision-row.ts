import type { Advance } from '@trellis/shared/runtime/answer.ts';
import type { RunState } from '@trellis/shared/runtime/state.ts';
import { toRealTime } from '../db/queries/clock.ts';
import type { LockedRun } from '../db/queries/run-locks.ts';
import type { ClaimRow, DecisionRow, SettleRow, WaitRow } from '../db/queries/run-writes.ts';
import { sendIdOf } from '../messages/send-id.ts';

interface RowInput {
  run: LockedRun;
  decided: Advance;
  stepNo: number;
  /** The fence under which this call goes on. */
  fence: string;
  /** The effect that this decision settles. */
  settle?: SettleRow;
  messageId(key: string): string;
}

/** Places whose effects are messages, with a row in the ledger. */
const CHANNELS: Partial<Record<string, 'email' | 'sms'>> = { email: 'email', sms: 'sms' };

/** What `advance` decided, as rows. */
export function decisionRow(input: RowInput): DecisionRow {
  const { run, decided, stepNo, fence, settle } = input;
  const { stop, steps, state } = decided;
  const waits = openWaits(decided.state);
  const withhold = givenUp(run, decided).filter((key) => key !== settle?.key);
  return {
    runId: run.id,
    versionId: run.versionId,
    status: stop.kind === 'end' ? 'ended' : stop.kind === 'parked' ? 'parked' : 'active',
    reason: stop.kind === 'end' ? stop.reason : stop.kind === 'parked' ? stop.code : null,
    state,
    stepNo,
    dueAt: stop.kind === 'wait' && stop.until !== undefined ? toRealTime(run.clock, stop.until) : null,
    clockVersion: run.clock.version,
    steps: steps.map((step, index) => ({ ...step, stepNo: run.stepNo + index + 1 })),
    waits,
    ...(settle ? { settle } : {}),
    ...(withhold.length > 0 ? { withhold } : {}),
    ...(stop.kind === 'effect' && stop.effect.fresh ? { claim: claimRow(input, stop.effect) } : {}),
    ...(stop.kind === 'effect' && !stop.effect.fresh ? { takeOver: { key: stop.effect.key, fence } } : {}),
  };
}

/** The rests of a state as rows: waits, and branches that wait in a join. */
export function openWaits({ tokens }: RunState): WaitRow[] {
  return tokens.flatMap((token): WaitRow[] => {
    if (token.at === 'joined') {
      const { id, node, since, join } = token;
      return [{ token: id, node, kind: 'wait', since, deadline: join.until ?? null, doors: [] }];
    }
    if (token.at !== 'waiting') return [];
    const { id, node, since, wait } = token;
    const deadline = wait.until === undefined ? null : wait.until + (wait.graceMs ?? 0);
    return [{ token: id, node, kind: wait.kind, since, deadline, doors: wait.doors }];
  });
}

/** Effects not begun whose token is gone: a join went on without that branch. The one that is settled here is not among them: a row is written once. */
function givenUp(run: LockedRun, { state }: Advance): string[] {
  const standing = new Set(state.tokens.map(({ id }) => id));
  return run.effects.flatMap(({ key, state: at, token }) => (at === 'claimed' && !standing.has(token) ? [key] : []));
}

function claimRow(
  { run, fence, messageId }: RowInput,
  effect: Extract<Advance['stop'], { kind: 'effect' }>['effect'],
): ClaimRow {
  const { key, node, token, visit, type, place } = effect;
  const channel = CHANNELS[place];
  return {
    key,
    node,
    token,
    visit,
    place,
    fence,
    leadId: run.leadId,
    workflowId: run.workflowId,
    kind: type,
    ...(channel ? { send: { id: sendIdOf(key), channel, messageId: messageId(key) } } : {}),
  };
}
