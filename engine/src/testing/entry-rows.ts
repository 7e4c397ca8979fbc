import type { Graph, WorkflowSettings } from '@trellis/shared/graph/graph.ts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scanOnce } from '../routing/scans/scanner.ts';
import { createVirtualClock, type VirtualClock } from './driver/virtual-clock.ts';
import { clickWithin, HandRun, straight } from './hand-run.ts';
import { createStage, type Stage } from './stage.ts';

/*
 * The rules of entry (3.E2 to 3.E6) as rows on real rows: given the settings, each event in its turn → a run started, or the reason that is
 * kept why none did → how the lead's runs stand in the end.
 */

/** One event of a row, or the time at which the queue before the cap is looked at. */
type Moment = Sent | { at: number /** So many runs there are then. */; queueLeads: number };

interface Sent {
  /** Hours of workspace time since the row's first moment. */
  at?: number;
  user?: string;
  properties?: Record<string, unknown>;
  /** How long before it came it happened, hours. */
  lateBy?: number;
  /** A person takes all runs out before the event. */
  after?: 'exit';
  /** `started`, or the code of the near miss. */
  becomes: string;
  /** What the near miss says. */
  text?: string;
}

type EntryRow = [
  rule: string,
  settings: Partial<WorkflowSettings> & { filter?: object },
  moments: readonly Moment[],
  /** Status, or the reason of the end, of each run in the order of their start. */
  runs?: readonly string[],
];

const HOUR = 3_600_000;
const START = Date.UTC(2026, 10, 20, 10);

/** Tests each row of a rule, all in one workspace: each with an event and leads of its own. */
export function testEntry(rule: string, rows: readonly EntryRow[]): void {
  describe(rule, () => {
    let stage: Stage;
    let hand: HandRun;
    let clock: VirtualClock;
    beforeAll(async () => {
      stage = await createStage();
      hand = new HandRun(stage);
      clock = await createVirtualClock(stage.db, stage.workspaceId, START);
    });
    afterAll(() => stage?.close());

    it.each(rows.map((row, index) => [...row.slice(0, 1), index] as [string, number]))('%s', async (_, index) => {
      const [, { filter, ...settings }, moments, expected] = rows[index] as EntryRow;
      const event = `go-${index}`;
      const { workflowId } = await stage.publish(entered(event, settings, filter));
      const from = clock.now();
      for (const moment of moments) {
        const { at = 0 } = moment;
        await clock.leapTo(from + at * HOUR);
        if ('queueLeads' in moment) {
          await lookAtQueue();
          expect(await runs(workflowId), `at hour ${at}`).toHaveLength(moment.queueLeads);
          continue;
        }
        const { user = 'a', properties = {}, lateBy, after, becomes, text } = moment;
        if (after) for (const run of await open(workflowId)) await hand.control(run, { kind: 'exit' });
        const occurred = lateBy === undefined ? {} : { occurredAt: Date.now() - lateBy * HOUR };
        const { eventId } = await stage.track({ user: `${user}-${index}`, name: event, properties, ...occurred });
        const { started, missed } = await hand.route(eventId);
        const [miss] = missed;
        expect(started.length > 0 ? 'started' : miss?.code, `the event at hour ${at} of ${user}`).toBe(becomes);
        if (text) expect(miss?.text).toBe(text);
        // What is told is what is kept.
        const kept = await hand.inWorkspace((tx) =>
          tx.execute<{ code: string }>(sql`select code from near_misses where event_id = ${eventId}`),
        );
        expect(kept.map(({ code }) => code)).toEqual(becomes === 'started' ? [] : [becomes]);
      }
      if (expected) expect(await runs(workflowId)).toEqual(expected);
    });

    const lookAtQueue = async () => {
      const onError = (error: unknown) => expect(error).toBeUndefined();
      await hand.inWorkspace((tx) =>
        tx.execute(sql`update scans set due_at = now() - interval '1 second' where kind = 'entries'`),
      );
      await scanOnce({ db: stage.db, onError });
    };
    const open = async (workflowId: string) => {
      const rows = await hand.inWorkspace((tx) =>
        tx.execute<{ id: string }>(
          sql`select id from runs where workflow_id = ${workflowId} and status <> 'ended' order by id`,
        ),
      );
      return rows.map(({ id }) => id);
    };
    const runs = async (workflowId: string) => {
      const rows = await hand.inWorkspace((tx) =>
        tx.execute<{ stands: string }>(
          sql`select case status when 'ended' then reason else status end as stands from runs where workflow_id = ${workflowId} order by id`,
        ),
      );
      return rows.map(({ stands }) => stands);
    };
  });
}

/** Leads wait for a click for ever; entered by the event. */
function entered(event: string, settings: Partial<WorkflowSettings>, filter?: object): Graph {
  const graph = straight(clickWithin());
  return {
    ...graph,
    nodes: graph.nodes.map((node) =>
      node.id === 'n0' ? { ...node, config: { event, ...(filter ? { filter } : {}) } } : node,
    ),
    settings: { reEntry: { mode: 'always' }, ...settings },
  };
}

/** A condition of one rule. */
export const only = (field: string, operator: string, value: unknown) => ({
  version: 1 as const,
  combinator: 'and' as const,
  rules: [{ field, operator, value }] as never,
});
