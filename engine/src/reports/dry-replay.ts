import type { DryReplay, ReplayedStep } from '@trellis/shared/api/run-control.ts';
import type { JsonValue } from '@trellis/shared/event/json.ts';
import type { Catalog } from '@trellis/shared/node/catalog.ts';
import type { Plan } from '@trellis/shared/plan/plan.ts';
import type { Step } from '@trellis/shared/runtime/answer.ts';
import { firstDifference, type RecordedCall, replayDry } from '@trellis/shared/runtime/replay.ts';
import type { World } from '@trellis/shared/runtime/world.ts';
import type { WorkspaceTx } from '../db/client.ts';
import { inputsOfRun, recordedSteps } from '../db/queries/run-inputs.ts';
import type { Plans } from '../runs/plans.ts';

export interface DryReplayInput {
  runId: string;
  /** From the first visit of this node on; the whole run by default. */
  nodeId?: string | undefined;
  /** Attributes of the lead as they should have been, from there on. */
  attributes?: Record<string, JsonValue> | undefined;
}

/** Recomputes a run from what its decisions saw, beside its record; null where nothing of it was recorded. Performs and writes nothing. */
export async function dryReplay(
  tx: WorkspaceTx,
  { catalog, plans }: { catalog: Catalog; plans: Plans },
  { runId, nodeId, attributes }: DryReplayInput,
): Promise<DryReplay | null> {
  const saw = await inputsOfRun(tx, runId);
  const [first] = saw;
  const from = first?.call.from;
  if (!first || !from) return null;
  const recorded = await recordedSteps(tx, runId);
  const plan = await plans.planOf(tx, first.versionId);
  const versions = new Map<string, Plan>();
  for (const { versionId } of saw)
    if (!versions.has(versionId)) versions.set(versionId, await plans.planOf(tx, versionId));
  const begins = nodeId === undefined ? 0 : (recorded.find(({ node }) => node === nodeId)?.stepNo ?? 0);
  const changed = (world: World): World =>
    attributes ? { ...world, lead: { ...world.lead, attributes: { ...world.lead.attributes, ...attributes } } } : world;
  let former = 0;
  const calls = saw.map(({ call, stepNo, versionId }): RecordedCall => {
    const steps = recorded.filter((step) => step.stepNo > former && step.stepNo <= stepNo);
    former = stepNo;
    if (call.kind === 'changed') return { kind: 'changed', state: call.state, steps };
    // A run that was moved was decided by another plan from there on.
    const asked = { ...call, plan: versions.get(versionId) ?? plan };
    return stepNo >= begins ? { ...asked, world: changed(call.world) } : asked;
  });
  const replayed = replayDry({ plan, catalog, from, calls }, { recorded });
  const differsAt = firstDifference(recorded, replayed.steps);
  return {
    same: differsAt === null,
    differsAt,
    reached: replayed.reached,
    recorded: recorded.map((step) => toStep([...versions.values()], step)),
    replayed: replayed.steps.map((step) => toStep([...versions.values()], step)),
  };
}

function toStep(plans: readonly Plan[], { node, visit, kind, port, text, at }: Step): ReplayedStep {
  const { name = node, type = 'unknown' } = plans.find(({ nodes }) => nodes[node])?.nodes[node] ?? {};
  return { nodeId: node, name, type, visit, kind, port: port ?? null, text, at: new Date(at).toISOString() };
}
