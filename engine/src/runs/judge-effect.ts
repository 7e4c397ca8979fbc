import { type Catalog, nodeType } from '@trellis/shared/node/catalog.ts';
import { resolvePorts } from '@trellis/shared/node/ports.ts';
import type { Plan } from '@trellis/shared/plan/plan.ts';
import type { Settled } from '@trellis/shared/runtime/answer.ts';
import type { OpenEffect } from '../db/queries/run-locks.ts';

/**
 * What an effect's row says to a call that did not perform it: the ledger decides, never the cause. Undefined: it was not begun (`claimed`),
 * so it may be performed, under a new fence.
 */
export function judgeEffect(plan: Plan, catalog: Catalog, effect: OpenEffect): Settled | undefined {
  const port = mainPort(plan, catalog, effect.node);
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

/** The port declared first. The plan's own order does not tell: the database sorts its keys. */
function mainPort(plan: Plan, catalog: Catalog, id: string): string {
  const node = plan.nodes[id];
  if (!node) return '';
  return resolvePorts(nodeType(catalog, node.type).definition.ports, node.config)[0]?.id ?? '';
}
