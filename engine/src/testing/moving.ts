import type { MoveOptions } from '@trellis/shared/api/publish-views.ts';
import type { Graph } from '@trellis/shared/graph/graph.ts';
import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import { listMoves, type MoveRow } from '../db/queries/moves.ts';
import { createVirtualClock, type VirtualClock } from './driver/virtual-clock.ts';
import { clickWithin, HandRun, type Link, MAIL, straight } from './hand-run.ts';
import { findViolations } from './invariants.ts';
import { type Published, republish, workAll } from './republish.ts';
import { letGo, settle } from './settle.ts';
import { createStage, type Stage } from './stage.ts';

export const HOUR = 3_600_000;
const START = Date.UTC(2026, 10, 20, 10);
export const NEW_MAIL: Link = { type: 'send-email', config: { subject: 'New', body: 'Hi' } };

/** mail (n1) → click within so many days, either way (n2) → mail (n3) → wait for a click without end (n4) */
export function clickFlow(days: number, last: Link = MAIL): Graph {
  const graph = straight(MAIL, clickWithin(days), last, clickWithin());
  return {
    ...graph,
    nodes: graph.nodes.map((node) => (node.id === 'n2' ? { ...node, endsHere: [] } : node)),
    edges: [...graph.edges, { id: 'late', from: 'n2', port: 'timeout', to: 'n3' }],
  };
}

/** A workflow whose runs a test moves between versions by hand, on a clock that leaps. Functions are bound: they may be taken out. */
export class Moving {
  now = START;
  workflowId = '';
  /** The first version. */
  versionId = '';
  users = 0;
  readonly stage: Stage;
  readonly hand: HandRun;
  private clock: VirtualClock = { now: () => 0, leapTo: async () => {} };

  constructor(stage: Stage) {
    this.stage = stage;
    this.hand = new HandRun(stage);
  }

  static async create(options?: Parameters<typeof createStage>[0]): Promise<Moving> {
    return new Moving(await createStage(options));
  }

  /** Another workflow, of which nobody has a run; former ones start none. */
  fresh = async (): Promise<void> => {
    await this.hand.inWorkspace(async (tx) => {
      await tx.execute(sql`update workflows set status = 'archived'`);
      await tx.execute(sql`delete from outbox`);
    });
    this.now += 1_000 * HOUR;
    this.clock = await createVirtualClock(this.stage.db, this.stage.workspaceId, this.now);
    ({ workflowId: this.workflowId, versionId: this.versionId } = await this.stage.publish(clickFlow(4)));
  };

  /** A run that has got its first mail and waits for a click. */
  waiting = async (): Promise<string> => {
    const run = await this.entered();
    await letGo(this.hand, run);
    return run;
  };

  entered = (): Promise<string> => this.hand.enter(`lead${this.users++}`);

  after = (hours: number): Promise<void> => this.clock.leapTo(this.now + hours * HOUR);

  publish = (graph: Graph, moves?: MoveOptions): Promise<Published> =>
    republish(this.stage, this.workflowId, graph, moves);

  /** Publishes with a choice for all at a node, and treats the whole move. Answers its id. */
  moved = async (graph: Graph, moves: MoveOptions): Promise<string> => {
    const { moveId } = await this.publish(graph, moves);
    await workAll(this.stage, moveId ?? '');
    return moveId ?? '';
  };

  all = (
    choice: MoveOptions['choices'][number]['choice'],
    more: Partial<MoveOptions> = {},
    nodeId = 'n2',
  ): MoveOptions => ({
    choices: [{ versionId: this.versionId, nodeId, choice }],
    spreadMinutes: 0,
    ...more,
  });

  moveOf = async (id: string): Promise<MoveRow | undefined> =>
    (await this.hand.inWorkspace((tx) => listMoves(tx, { id })))[0];

  /** `hours`: of its deadline, after the workflow began; `due`: real seconds until it is due. */
  rowOf = async (run: string) => {
    const [row] = await this.hand.inWorkspace((tx) =>
      tx.execute<{ version: number; at: string; status: string; deadline: number | null; due: number | null }>(sql`
        select v.number as version, r.status, concat(r.state #>> '{tokens,0,at}', ' ', r.state #>> '{tokens,0,node}') as at,
          (select (extract(epoch from w.deadline) * 1000)::float8 from run_waits w where w.run_id = r.id limit 1) as deadline,
          (extract(epoch from r.due_at - clock_timestamp()))::float8 as due
        from runs r join workflow_versions v on v.id = r.version_id where r.id = ${run}`),
    );
    const { deadline = null, ...rest } = row ?? {};
    return { ...rest, due: row?.due ?? 0, hours: deadline === null ? null : Math.round((deadline - this.now) / HOUR) };
  };

  owed = async (): Promise<{ run: string; inMs: number }[]> =>
    this.hand.inWorkspace((tx) =>
      tx.execute<{ run: string; inMs: number }>(
        sql`select subject_id as run, (extract(epoch from due_at - now()) * 1000)::float8 as "inMs" from outbox where kind = 'wake'`,
      ),
    );

  logOf = async (run: string): Promise<string[]> =>
    (
      await this.hand.inWorkspace((tx) =>
        tx.execute<{ text: string }>(
          sql`select concat(kind, ' ', node, ' ', coalesce(port, ''), ': ', text) as text from run_steps where run_id = ${run} order by step_no`,
        ),
      )
    ).map(({ text }) => text);

  /** Subjects of the mails that went out to a run, oldest first. */
  subjectsOf = async (run: string): Promise<string[]> =>
    (
      await this.hand.inWorkspace((tx) =>
        tx.execute<{ subject: string }>(
          sql`select s.subject from sends s join effects x on x.key = s.key where s.run_id = ${run} and x.state = 'accepted' order by s.sent_at, s.created_at`,
        ),
      )
    ).map(({ subject }) => subject);

  /** All that is owed is delivered, and every invariant holds. */
  sound = async (): Promise<void> => {
    await this.hand.inWorkspace((tx) => tx.execute(sql`delete from outbox where kind = 'move'`));
    await settle(this.stage, this.hand);
    const { db, workspaceId } = this.stage;
    expect(await findViolations({ db, workspaceId, arrived: this.hand.sink.count })).toEqual([]);
  };
}
