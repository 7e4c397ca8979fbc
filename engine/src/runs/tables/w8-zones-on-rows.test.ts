import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HandRun, straight } from '../../testing/hand-run.ts';
import { letGo } from '../../testing/settle.ts';
import { createStage, type Stage } from '../../testing/stage.ts';

/*
 * By whose clock a lead waits (3.W8): given the zones of lead, account and workflow in a workspace of Lord Howe → the zone that is logged, and where it
 * was found.
 */

let stage: Stage;
let hand: HandRun;
beforeAll(async () => {
  stage = await createStage();
  hand = new HandRun(stage);
  await stage.db.asSystem((tx) =>
    tx.execute(sql`update workspaces set time_zone = 'Australia/Lord_Howe' where id = ${stage.workspaceId}`),
  );
});
afterAll(() => stage?.close());

interface Zones {
  lead?: string;
  account?: Record<string, string>;
  workflow?: string;
}

describe('W8 the zone of a wait', () => {
  let rows = 0;
  it.each<[Zones, zone: string, from: string]>([
    [
      { lead: 'Europe/Berlin', account: { timeZone: 'America/New_York' }, workflow: 'Asia/Tokyo' },
      'Europe/Berlin',
      'lead',
    ],
    [{ account: { timeZone: 'America/New_York' }, workflow: 'Asia/Tokyo' }, 'America/New_York', 'account'],
    [{ account: { timezone: 'America/New_York' } }, 'America/New_York', 'account'],
    [{ account: { timeZone: 'nowhere' }, workflow: 'Asia/Tokyo' }, 'Asia/Tokyo', 'workflow'],
    [{ account: { plan: 'pro' }, workflow: 'Asia/Tokyo' }, 'Asia/Tokyo', 'workflow'],
    [{ workflow: 'Asia/Tokyo' }, 'Asia/Tokyo', 'workflow'],
    [{}, 'Australia/Lord_Howe', 'workspace'],
  ])('%j: %s, found with the %s', async ({ lead, account, workflow }, zone, from) => {
    const event = `go-${++rows}`;
    const graph = straight({ type: 'wait', config: { mode: 'time', time: '09:00' } });
    await stage.publish({
      ...graph,
      nodes: graph.nodes.map((node) => (node.id === 'n0' ? { ...node, config: { event } } : node)),
      settings: { ...graph.settings, ...(workflow ? { timeZone: workflow } : {}) },
    });
    const { leadId } = await stage.track({
      user: `lead${rows}`,
      name: 'came',
      ...(lead ? { traits: { timeZone: lead } } : {}),
    });
    if (account)
      await hand.inWorkspace(async (tx) => {
        await tx.execute(
          sql`insert into accounts (id, workspace_id, key, attributes) values (gen_random_uuid(), ${stage.workspaceId}, ${event}, ${JSON.stringify(account)}::jsonb)`,
        );
        await tx.execute(
          sql`update leads set account_id = (select id from accounts where key = ${event}) where id = ${leadId}`,
        );
      });
    const { started } = await hand.send(`lead${rows}`, event);
    const run = started[0]?.runId ?? '';
    await letGo(hand, run);
    const [logged] = await hand.inWorkspace((tx) =>
      tx.execute(
        sql`select inputs ->> 'zone' as zone, inputs ->> 'zoneFrom' as "from" from run_steps where run_id = ${run} and node = 'n1' and kind = 'rest'`,
      ),
    );
    expect(logged).toEqual({ zone, from });
  });
});
