import type { Plan } from '@trellis/shared/plan/plan.ts';
import type { Settled } from '@trellis/shared/runtime/answer.ts';
import type { OpenEffect } from '../db/queries/run-locks.ts';

/**
 * What an effect's row says to a call that did not perform it: the ledger decides, never the cause. Undefined: it was not begun (`claimed`),
 * so it may be performed, under a new fence.
 */
export function judgeEffect(plan: Plan, effect: OpenEffect): Settled | undefined {
  const port = Object.keys(plan.nodes[effect.node]?.ports ?? {})[0] ?? '';
  const { key, attempts, sentAt } = effect;
  const base = { key, attempts, ...(sentAt === null ? {} : { sentAt }) };
  switch (effect.state) {
    case 'claimed':
      return undefined;
    case 'transmitting':
    case 'unknown':
      return {
        ...base,
        outcome: {
          kind: 'unknown',
          code: 'lost-after-gate',
          port,
          text: 'Whether it arrived is unknown: the connection was lost after it had begun. It is not repeated',
        },
      };
    case 'accepted':
      return {
        ...base,
        outcome: {
          kind: 'done',
          port,
          text: 'Accepted while the run rested',
          ...(effect.output ? { output: effect.output } : {}),
        },
      };
    case 'failed':
      return {
        ...base,
        outcome: { kind: 'failed', code: effect.code ?? 'failed', text: 'Failed while the run rested' },
      };
    case 'withheld':
      return {
        ...base,
        outcome: {
          kind: 'withheld',
          code: effect.code ?? 'withheld',
          final: true,
          text: 'Withheld at the last moment',
        },
      };
    default:
      return effect.state satisfies never;
  }
}
