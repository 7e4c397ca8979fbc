import type { MoveOptions } from '@trellis/shared/api/publish-views.ts';
import type { Graph } from '@trellis/shared/graph/graph.ts';
import { readWorkflow, updateDraft } from '../db/queries/workflows.ts';
import { workMove } from '../moves/work-move.ts';
import { type PublishAnswer, publish } from '../workflows/publish.ts';
import type { Stage } from './stage.ts';

export type Published = PublishAnswer & { kind: 'published' };

/** Saves a graph as the draft of a workflow and publishes it, as Ann. @throws where it is not published. */
export async function republish(
  stage: Stage,
  workflowId: string,
  graph: Graph,
  moves?: MoveOptions,
): Promise<Published> {
  const answer = await stage.db.inWorkspace(stage.workspaceId, async (tx) => {
    const workflow = await readWorkflow(tx, workflowId);
    const saved = await updateDraft(tx, {
      id: workflowId,
      draft: graph,
      baseRevision: workflow?.revision ?? 0,
      savedBy: 'ann',
    });
    return publish(tx, stage.services.catalog, {
      workflowId,
      revision: saved?.revision ?? 0,
      actor: 'ann',
      actorName: 'Ann',
      ...(moves ? { moves } : {}),
    });
  });
  if (answer.kind !== 'published') throw new Error(`Not published: ${JSON.stringify(answer)}`);
  return answer;
}

/** One delivery of a move's outbox row; answers how many runs and changes of state it treated. */
export function workOnce(
  stage: Stage,
  moveId: string,
  db: Pick<Stage['db'], 'inWorkspace'> = stage.db,
): Promise<number> {
  const { plans, decide } = stage.services;
  return workMove({ db, plans, decide }, { workspaceId: stage.workspaceId, moveId, outboxId: 0 });
}

/** Treats a move until nothing of it is left for now. */
export async function workAll(stage: Stage, moveId: string): Promise<void> {
  while ((await workOnce(stage, moveId)) > 0);
}
