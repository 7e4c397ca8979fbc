import { MAY_OPERATE, type Role } from '@trellis/shared/api/roles.ts';
import type { RunStep, RunView, RunWait } from '@trellis/shared/api/run-views.ts';
import { type ConditionGroup, isGroup } from '@trellis/shared/condition/condition.ts';
import { sentence } from '@trellis/shared/condition/sentence.ts';
import type { Catalog } from '@trellis/shared/node/catalog.ts';
import type { EventDoor } from '@trellis/shared/node/decision.ts';
import { resolvePorts } from '@trellis/shared/node/ports.ts';
import type { PlanNode } from '@trellis/shared/plan/plan.ts';
import type { WorkspaceTx } from '../db/client.ts';
import { toRealTime } from '../db/queries/clock.ts';
import {
  effectsOfRun,
  factsOfRun,
  nodesOfVersions,
  type StepDetail,
  stepsOfRun,
  waitsOfRun,
} from '../db/queries/run-detail.ts';
import { runsById } from '../db/queries/run-lists.ts';
import { readableGraph } from './graphs.ts';
import { actionsOf, pathOf, skipPortsOf, toRunRow } from './run-view.ts';

/** Everything the page of a run shows; null where there is none with this id. */
export async function readRunPage(
  tx: WorkspaceTx,
  catalog: Catalog,
  role: Role,
  runId: string,
): Promise<RunView | null> {
  const [row] = await runsById(tx, [runId]);
  const facts = await factsOfRun(tx, runId);
  if (!row || !facts) return null;
  const { state, plan, clock } = facts;
  const steps = await stepsOfRun(tx, runId);
  const former = await nodesOfVersions(
    tx,
    steps.map(({ versionId }) => versionId).filter((id) => id !== row.version.id),
  );
  const nodeAt = ({ versionId, nodeId }: { versionId: string; nodeId: string }) =>
    versionId === row.version.id ? plan.nodes[nodeId] : former.get(versionId)?.[nodeId];
  const waits = (await waitsOfRun(tx, runId)).map(({ deadlineAt, doors, ...wait }): RunWait => {
    const token = state.tokens.find(({ id }) => id === wait.token) ?? null;
    const node = plan.nodes[wait.nodeId];
    return {
      ...wait,
      deadlineReal: deadlineAt === null ? null : new Date(toRealTime(clock, deadlineAt)).toISOString(),
      doors: doors.map((door) => ({
        port: door.port,
        portLabel: portLabel(catalog, node, door.port),
        event: door.event,
        filter: filterWords(door),
      })),
      skipPorts: row.status === 'active' ? skipPortsOf(token, plan) : [],
    };
  });
  return {
    ...toRunRow(row),
    pausedAt: row.pausedAt,
    trigger: facts.trigger,
    graph: readableGraph(facts.graph),
    steps: steps.map((step) => toStep(catalog, step, nodeAt(step))),
    waits,
    effects: await effectsOfRun(tx, runId),
    here: state.tokens.map(({ node }) => node),
    path: pathOf(plan, row.passed, row.token?.node ?? null),
    actions: MAY_OPERATE.includes(role) ? actionsOf(row.status, row.token) : [],
  };
}

function toStep(catalog: Catalog, { versionId: _, ...step }: StepDetail, node: PlanNode | undefined): RunStep {
  return {
    ...step,
    name: node?.name ?? step.nodeId,
    type: node?.type ?? 'unknown',
    portLabel: step.port === null ? null : portLabel(catalog, node, step.port),
  };
}

/** What people read on a port of a node; its id where the type is gone or the port is not its own. */
export function portLabel(
  catalog: Catalog,
  node: Pick<PlanNode, 'type' | 'config' | 'portNames'> | undefined,
  port: string,
): string {
  const definition = node && catalog.get(node.type)?.definition;
  return (
    (definition && resolvePorts(definition.ports, node.config, node.portNames).find(({ id }) => id === port)?.label) ??
    port
  );
}

function filterWords({ filter }: EventDoor): string | null {
  if (!filter) return null;
  // A door's filter is the config's condition, parsed: a group at its root.
  return isGroup(filter) && filter.rules.length > 0 ? sentence(filter as ConditionGroup) : null;
}
