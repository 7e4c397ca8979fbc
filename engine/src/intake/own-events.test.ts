import { GRAPH_VERSION, type Graph, type GraphNode } from '@trellis/shared/graph/graph.ts';
import { sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { takeDue } from '../db/queries/outbox.ts';
import { routeEvent } from '../routing/route-event.ts';
import { decideOnce } from '../runs/decide-once.ts';
import { recordRunEnded } from '../runs/run-events.ts';
import { createStage, type Stage } from '../testing/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});
afterAll(() => stage.close());

const node = (id: string, type: string, config = {}): GraphNode => ({ id, type, typeVersion: 1, name: id, config });
const chain = (...nodes: GraphNode[]): Graph => ({
  graphVersion: GRAPH_VERSION,
  direction: 'down',
  settings: { reEntry: { mode: 'always' } },
  notes: [],
  nodes,
  edges: nodes.slice(1).map(({ id }, index) => ({
    id: `e${index}`,
    from: nodes[index]?.id ?? '',
    port: nodes[index]?.type === 'wait-for-event' ? 'happened' : 'next',
    to: id,
  })),
});

const inWorkspace: <T>(work: Parameters<typeof stage.db.inWorkspace<T>>[1]) => Promise<T> = (work) =>
  stage.db.inWorkspace(stage.workspaceId, work);
const emptyOutbox = () => inWorkspace((tx) => tx.execute(sql`delete from outbox`));

/** Records the end of some run of the lead, and says whether it was left to routing. */
async function ends(leadId: string): Promise<'routed later' | 'counts as routed'> {
  const id = uuidv7();
  await inWorkspace((tx) => recordRunEnded(tx, { id, leadId, workflowId: uuidv7() }, 'completed', Date.now()));
  const [event] = await inWorkspace((tx) =>
    tx.execute<{ routed: boolean; owed: number }>(sql`select routed_at is not null as routed,
      (select count(*)::int from outbox where subject_id = events.id) as owed from events where message_id = ${`run.ended:${id}`}`),
  );
  expect(event).toEqual(event?.routed ? { routed: true, owed: 0 } : { routed: false, owed: 1 });
  return event?.routed ? 'counts as routed' : 'routed later';
}

it('the end of a run is kept, and costs no routing where nobody can hear it', async () => {
  const { leadId } = await stage.track({ user: 'quiet', name: 'visit' });
  await stage.publish(chain(node('start', 'trigger-event', { event: 'other' }), node('end', 'end')));
  expect(await ends(leadId)).toBe('counts as routed');
});

it('the end of a run is routed where a run of the lead waits, and only for that lead', async () => {
  const waiting = chain(
    node('start', 'trigger-event', { event: 'go' }),
    node('wait', 'wait-for-event', { event: 'reply', lookBack: 'this-wait' }),
    node('end', 'end'),
  );
  await stage.publish(waiting);
  const { leadId, eventId } = await stage.track({ user: 'waits', name: 'go' });
  const other = await stage.track({ user: 'does not', name: 'visit' });
  const { started } = await inWorkspace((tx) => routeEvent(tx, eventId));
  for (const { runId } of started)
    await inWorkspace((tx) =>
      decideOnce(tx, stage.services.decide, {
        workspace: stage.workspaceId,
        run: runId,
        cause: 'start',
        place: 'local',
      }),
    );
  expect(await ends(leadId)).toBe('routed later');
  expect(await ends(other.leadId)).toBe('counts as routed');
});

it('the end of a run is routed where a segment follows leads', async () => {
  const { leadId } = await stage.track({ user: 'member', name: 'visit' });
  const [segment] = await inWorkspace((tx) =>
    tx.execute<{ id: string }>(sql`insert into segments (id, workspace_id, name, condition, created_by)
      values (${uuidv7()}, ${stage.workspaceId}, 'All', '{"version":1,"combinator":"and","rules":[]}', 'test') returning id`),
  );
  expect(await ends(leadId)).toBe('routed later');
  await inWorkspace((tx) => tx.execute(sql`update segments set archived_at = now() where id = ${segment?.id ?? ''}`));
  expect(await ends(leadId)).toBe('counts as routed');
});

it('the end of a run starts the workflows that follow it, by its name or by a pattern', async () => {
  for (const event of ['run.ended', 'run.*']) {
    const { leadId } = await stage.track({ user: event, name: 'visit' });
    const { workflowId } = await stage.publish(chain(node('start', 'trigger-event', { event }), node('end', 'end')));
    await emptyOutbox();
    expect(await ends(leadId)).toBe('routed later');
    const [owed] = await stage.db.asSystem((tx) => takeDue(tx, ['route'], 10));
    const routed = await inWorkspace((tx) => routeEvent(tx, owed?.kind === 'route' ? owed.eventId : ''));
    expect(routed.started).toMatchObject([{ workflowId }]);
    await inWorkspace((tx) => tx.execute(sql`update workflows set status = 'stopped' where id = ${workflowId}`));
  }
});
