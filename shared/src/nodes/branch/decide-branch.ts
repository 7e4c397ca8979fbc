import { reasonSentence } from '../../condition/sentence.ts';
import type { DecideContext } from '../../node/context.ts';
import type { Decision } from '../../node/decision.ts';
import type { BranchConfig } from './definition.ts';

/** The first branch whose condition is true; unknown counts as false. The reason says for every branch asked what was found. */
export function decideBranch({ config, evaluate }: DecideContext<BranchConfig>): Decision {
  const inputs: Record<string, unknown> = {};
  const refused: string[] = [];
  for (const [index, { id, label, when }] of config.branches.entries()) {
    const evaluation = evaluate(when);
    for (const { name, value } of evaluation.inputs) inputs[name] = value ?? null;
    const name = label || `Branch ${index + 1}`;
    const reason = reasonSentence(evaluation);
    if (evaluation.value === true)
      return { kind: 'go', port: id, why: { text: `${name}: ${reason || 'always'}`, inputs } };
    refused.push(`not ${name}: ${reason}`);
  }
  return { kind: 'go', port: 'else', why: { text: `Else, ${refused.join('; ')}`, inputs } };
}
