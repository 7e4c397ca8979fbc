import type { Advance } from '@trellis/shared/runtime/answer.ts';
import { toRealTime } from '../db/queries/clock.ts';
import type { LockedRun } from '../db/queries/run-locks.ts';
import type { ClaimRow, DecisionRow, WaitRow } from '../db/queries/run-writes.ts';
import { sendIdOf } from '../messages/send-id.ts';

interface RowInput {
  run: LockedRun;
  decided: Advance;
  stepNo: number;
  /** The fence under which this call goes on. */
  fence: string;
  messageId(key: string): string;
  /** Whether effects of the place are messages, with a row in the ledger. */
  sends(place: string): boolean;
}

/** What `advance` decided, as rows. */
export function decisionRow(input: RowInput): DecisionRow {
  const { run, decided, stepNo, fence } = input;
  const { stop, steps, state } = decided;
  const waits = openWaits(decided);
  const deadlines = waits.flatMap(({ deadline }) => (deadline === null ? [] : [deadline]));
  return {
    runId: run.id,
    versionId: run.versionId,
    status: stop.kind === 'end' ? 'ended' : stop.kind === 'parked' ? 'parked' : 'active',
    reason: stop.kind === 'end' ? stop.reason : stop.kind === 'parked' ? stop.code : null,
    state,
    stepNo,
    dueAt: stop.kind === 'wait' && deadlines.length > 0 ? toRealTime(run.clock, Math.min(...deadlines)) : null,
    clockVersion: run.clock.version,
    steps: steps.map((step, index) => ({ ...step, stepNo: run.stepNo + index + 1 })),
    waits,
    ...(stop.kind === 'effect' && stop.effect.fresh ? { claim: claimRow(input, stop.effect) } : {}),
    ...(stop.kind === 'effect' && !stop.effect.fresh ? { takeOver: { key: stop.effect.key, fence } } : {}),
  };
}

function openWaits({ state }: Advance): WaitRow[] {
  return state.tokens.flatMap((token): WaitRow[] => {
    if (token.at !== 'waiting') return [];
    const { id, node, since, wait } = token;
    const deadline = wait.until === undefined ? null : wait.until + (wait.graceMs ?? 0);
    return [{ token: id, node, kind: wait.kind, since, deadline, doors: wait.doors }];
  });
}

function claimRow(
  { run, fence, messageId, sends }: RowInput,
  effect: Extract<Advance['stop'], { kind: 'effect' }>['effect'],
): ClaimRow {
  const { key, node, token, visit, type, place } = effect;
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
    ...(sends(place) ? { send: { id: sendIdOf(key), channel: 'email' as const, messageId: messageId(key) } } : {}),
  };
}
