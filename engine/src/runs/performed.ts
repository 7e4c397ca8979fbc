import type { EffectOutcome } from '@trellis/shared/node/perform.ts';
import type { Settled } from '@trellis/shared/runtime/answer.ts';
import type { RunState } from '@trellis/shared/runtime/state.ts';
import type { SettleRow } from '../db/queries/run-writes.ts';

/** An effect that this process performed, as its ledger row has to be settled. */
export interface Performed {
  key: string;
  fence: string;
  attempts: number;
  outcome: EffectOutcome;
  /** Epoch ms, workspace time. */
  sentAt?: number;
  providerId?: string;
}

/** How the ledger row of a performed effect is to be settled. */
export function settleRow({ key, outcome, providerId }: Performed): SettleRow {
  const base = { key, providerId: providerId ?? null, code: 'code' in outcome ? outcome.code : null };
  switch (outcome.kind) {
    case 'done':
      return { ...base, state: 'accepted', output: outcome.output ?? null };
    case 'hold':
      return { ...base, state: 'accepted', output: { until: outcome.until } };
    case 'retry':
      return { ...base, state: 'claimed', output: null };
    case 'failed':
      return { ...base, state: 'failed', output: outcome.output ?? null };
    case 'unknown':
      return { ...base, state: 'unknown', output: null };
    case 'withheld':
      return { ...base, state: outcome.final ? 'withheld' : 'claimed', output: null };
    default:
      return outcome satisfies never;
  }
}

/** A try is open only while the run waits for the next one; after the last it has failed, or its row would stay claimed for ever. */
export function settleTried(row: SettleRow, node: string | undefined, { state }: { state: RunState }): SettleRow {
  const waits = state.tokens.some(
    (token) => token.at === 'waiting' && token.wait.kind === 'retry' && token.node === node,
  );
  return row.state === 'claimed' && !waits ? { ...row, state: 'failed' } : row;
}

/** Only `transmitting` has still to be judged in the ledger; the other states stand there already. */
export function judgedRow(state: string, settled: Settled): SettleRow | undefined {
  if (state !== 'transmitting') return undefined;
  return { key: settled.key, state: 'unknown', code: 'lost-after-gate', output: null, providerId: null };
}
