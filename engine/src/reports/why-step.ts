import type { Why, WhyFact } from '@trellis/shared/api/why.ts';
import { END_REASONS, type EndReason } from '@trellis/shared/node/decision.ts';
import type { Plan } from '@trellis/shared/plan/plan.ts';
import type { AskedRun } from '../db/queries/why.ts';

/** Why one run did, or did not, get to a node. Pure: reads the log as it stands. */
export function whyStep(run: AskedRun, nodeId: string): Why {
  const { plan, steps } = run;
  const name = plan.nodes[nodeId]?.name ?? nodeId;
  const visits = steps.filter(({ node }) => node === nodeId);
  if (visits.length > 0) return visited(run, nodeId, name);
  if (!Object.hasOwn(plan.nodes, nodeId))
    return { answer: 'no', text: `The version of this run has no such step`, facts: [] };
  const leading = waysTo(plan, nodeId);
  const turn = steps.findLast(
    (step) => leading.has(step.node) && step.to !== null && !leading.has(step.to) && step.to !== nodeId,
  );
  const standing = run.state.tokens.find(({ node }) => leading.has(node) || node === nodeId);
  if (standing && run.status !== 'ended') {
    const at = plan.nodes[standing.node]?.name ?? standing.node;
    const how = run.status === 'active' ? 'is' : `is ${run.status}`;
    return {
      answer: 'not-yet',
      text: `Not yet: the run ${how} at “${at}”, from where a way leads to “${name}”`,
      facts: [fact(run, { code: 'standing', text: `At “${at}” now`, nodeId: standing.node, speaks: 'neither' })],
    };
  }
  if (turn) {
    const at = plan.nodes[turn.node]?.name ?? turn.node;
    return {
      answer: 'no',
      text: `At “${at}” the run took another way: ${lowerFirst(turn.text)}`,
      facts: [fact(run, { code: 'another-way', text: turn.text, nodeId: turn.node, at: turn.at, speaks: 'against' })],
    };
  }
  return {
    answer: 'no',
    text: `The run ended before “${name}”: ${lowerFirst(reasonOf(run))}`,
    facts: [fact(run, { code: run.reason ?? 'ended', text: reasonOf(run), at: run.endedAt, speaks: 'against' })],
  };
}

function visited(run: AskedRun, nodeId: string, name: string): Why {
  const effects = run.effects.filter(({ node }) => node === nodeId);
  const facts = run.steps
    .filter(({ node }) => node === nodeId)
    .map((step) => fact(run, { code: step.outcome ?? step.kind, text: step.text, nodeId, at: step.at, speaks: 'for' }));
  const last = effects.at(-1);
  if (!last) return { answer: 'yes', text: `The run came to “${name}”`, facts };
  const because = run.steps.findLast(({ node, kind }) => node === nodeId && kind !== 'rest')?.text ?? '';
  switch (last.state) {
    case 'accepted':
      return { answer: 'yes', text: `“${name}” was done: ${lowerFirst(because || 'accepted')}`, facts };
    case 'unknown':
      return {
        answer: 'yes',
        text: `“${name}” was begun, and nobody knows whether it arrived; it is not repeated`,
        facts,
      };
    case 'claimed':
    case 'transmitting':
      return { answer: 'not-yet', text: `“${name}” is under way`, facts };
    default:
      return {
        answer: 'no',
        text: `The run came to “${name}”, but it was ${last.state === 'withheld' ? 'held back' : 'refused'}: ${lowerFirst(because || (last.code ?? ''))}`,
        facts: facts.map((one) => ({ ...one, speaks: 'against' as const })),
      };
  }
}

/** The nodes from which some way leads to a node. */
function waysTo(plan: Plan, target: string): Set<string> {
  const found = new Set<string>();
  for (let grew = true; grew; ) {
    grew = false;
    for (const { id, ports } of Object.values(plan.nodes)) {
      if (found.has(id) || !Object.values(ports).some(({ to }) => to && (to === target || found.has(to)))) continue;
      found.add(id);
      grew = true;
    }
  }
  return found;
}

/** Why a run ended, in a sentence. */
export function reasonOf({ reason }: Pick<AskedRun, 'reason'>): string {
  if (!reason) return 'No reason was kept';
  return Object.hasOwn(END_REASONS, reason) ? END_REASONS[reason as EndReason] : reason.replaceAll(/[-_]/g, ' ');
}

function fact(
  run: Pick<AskedRun, 'id'>,
  given: { code: string; text: string; speaks: WhyFact['speaks']; nodeId?: string; at?: string | null },
): WhyFact {
  return { at: null, nodeId: null, ...given, runId: run.id };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
