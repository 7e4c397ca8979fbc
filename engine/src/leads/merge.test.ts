import { createHash } from 'node:crypto';
import { GRAPH_VERSION, type Graph, type GraphNode } from '@trellis/shared/graph/graph.ts';
import { sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takeDue } from '../db/queries/outbox.ts';
import { afterRace } from '../intake/after-race.ts';
import { gatherCalls } from '../intake/gather.ts';
import type { IncomingEvent } from '../intake/incoming.ts';
import { recordEvents } from '../intake/record-events.ts';
import { optOut } from '../messages/consent.ts';
import { routeEvent } from '../routing/route-event.ts';
import { decideOnce, RunMovedError } from '../runs/decide-once.ts';
import { createStage, type Stage } from '../testing/stage.ts';

const node = (id: string, type: string, config: Record<string, unknown> = {}): GraphNode => ({
  id,
  type,
  typeVersion: 1,
  name: id,
  config,
});
const wait = (id: string) => node(id, 'wait', { duration: { amount: 30, unit: 'days', mode: 'elapsed' } });

/** start → first → second, where a lead waits thirty days each; `name` is the event that starts it. */
const waits = (name: string): Graph => ({
  graphVersion: GRAPH_VERSION,
  direction: 'down',
  settings: { reEntry: { mode: 'after-exit' } },
  notes: [],
  nodes: [
    node('start', 'trigger-event', { event: name }),
    node('gate', 'wait-for-event', { event: 'go', lookBack: 'this-wait' }),
    { ...wait('second'), endsHere: ['next'] },
  ],
  edges: [
    { id: 'a', from: 'start', port: 'next', to: 'gate' },
    { id: 'b', from: 'gate', port: 'happened', to: 'second' },
  ],
});

describe('two leads that are one person', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await createStage();
    for (const name of ['enter', 'other']) await stage.publish(waits(name), name);
  });
  afterAll(() => stage.close());

  const rows = <Row extends Record<string, unknown>>(query: ReturnType<typeof sql>) =>
    stage.db.inWorkspace(stage.workspaceId, (tx) => tx.execute<Row>(query));

  /** Hands an event in as the intake does; answers its lead. */
  async function send(
    name: string,
    identities: { userId?: string; email?: string; anonymousId?: string; previousId?: string },
    traits: IncomingEvent['traits'] = { attributes: {} },
  ): Promise<string> {
    const messageId = uuidv7();
    const bodyHash = createHash('sha256').update(messageId).digest('hex');
    const event = { messageId, bodyHash, name, properties: {}, source: 'track', lead: { identities }, traits };
    const [recorded] = await gatherCalls(stage.db)(stage.workspaceId, [event]);
    return recorded?.leadId ?? '';
  }

  /** Routes all events that are owed, then lets each open run decide once, as its workflow would. */
  async function settle(): Promise<void> {
    const due = await stage.db.asSystem((tx) => takeDue(tx, ['route'], 1_000));
    for (const row of due)
      if (row.kind === 'route') await stage.db.inWorkspace(stage.workspaceId, (tx) => routeEvent(tx, row.eventId));
    for (const { id } of await rows<{ id: string }>(sql`select id from runs where status = 'active' order by id`))
      await step(id);
  }

  async function step(run: string): Promise<void> {
    for (;;) {
      try {
        // A deadlock may choose the step: its activity would come again.
        await afterRace(() =>
          stage.db.inWorkspace(stage.workspaceId, (tx) =>
            decideOnce(tx, stage.services.decide, { workspace: stage.workspaceId, run, cause: 'wake', place: 'local' }),
          ),
        );
        return;
      } catch (error) {
        if (!(error instanceof RunMovedError)) throw error;
      }
    }
  }

  const runsOf = (leadId: string) =>
    rows<{ id: string; status: string; reason: string | null; node: string | null; name: string }>(sql`
      select r.id, r.status, r.reason, r.state #>> '{tokens,0,node}' as node, w.name from runs r join workflows w on w.id = r.workflow_id
      where r.lead_id = ${leadId} order by w.name, r.status, r.id`);

  it('what was done before signing in belongs to who signed in, with all that came of it', async () => {
    const known = await send(
      'visit',
      { userId: 'd6', email: 'd6@x.example' },
      { email: 'd6@x.example', attributes: { plan: 'pro' } },
    );
    const browser = await send('other', { anonymousId: 'd6-browser' }, { attributes: { source: 'ad', plan: 'none' } });
    await settle();
    expect(browser).not.toBe(known);
    expect(await send('identify', { userId: 'd6', anonymousId: 'd6-browser' })).toBe(known);
    expect(await runsOf(known)).toMatchObject([{ status: 'active', node: 'gate', name: 'other' }]);
    const names = await rows<{ name: string }>(
      sql`select name from events where lead_id = ${known} and source = 'track' order by id`,
    );
    expect(names.map(({ name }) => name)).toEqual(['visit', 'other', 'identify']);
    const [lead] = await rows(sql`select email, attributes, merged_into from leads where id = ${known}`);
    expect(lead).toEqual({ email: 'd6@x.example', attributes: { plan: 'pro', source: 'ad' }, merged_into: null });
    const [stub] = await rows(sql`select email, attributes, search, merged_into from leads where id = ${browser}`);
    expect(stub).toEqual({ email: null, attributes: {}, search: '', merged_into: known });
    const [audit] = await rows<{ change: { merged: string; runsMoved: string[] } }>(
      sql`select actor, change from audit_log where action = 'lead.merge' and subject_id = ${known}`,
    );
    expect(audit).toMatchObject({ actor: 'intake', change: { merged: browser } });
    expect(audit?.change.runsMoved).toHaveLength(1);
    // A click on a mail that the former lead got finds the person.
    const [late] = await stage.db.inWorkspace(stage.workspaceId, (tx) =>
      recordEvents(tx, [
        {
          messageId: 'late-click',
          bodyHash: 'h',
          name: 'click',
          properties: {},
          source: 'click',
          lead: { id: browser },
        },
      ]),
    );
    expect(late?.leadId).toBe(known);
  });

  it('of two runs of one workflow the furthest stays, the other ends merged', async () => {
    const far = await send('enter', { email: 'far@x.example' }, { email: 'far@x.example', attributes: {} });
    const near = await send('enter', { userId: 'near' });
    await settle();
    await send('go', { email: 'far@x.example' });
    await settle();
    const merged = await send('identify', { userId: 'near', email: 'far@x.example' });
    expect(merged).toBe(near);
    expect(await runsOf(near)).toMatchObject([
      { status: 'active', node: 'second' },
      { status: 'ended', reason: 'merged' },
    ]);
    expect(await runsOf(far)).toEqual([]);
    // The log of each says what happened, and the open one can go on.
    const [words] = await rows<{ count: number }>(
      sql`select count(*)::int as count from run_steps s join runs r on r.id = s.run_id where r.lead_id = ${near} and s.cause = 'merged'`,
    );
    expect(words?.count).toBe(2);
    await settle();
    expect((await runsOf(near))[0]).toMatchObject({ status: 'active', node: 'second' });
  });

  it('an opt-out of either holds for both and ends what the other had running; the ledger keeps both words', async () => {
    const out = await send('visit', { email: 'out@x.example' }, { email: 'out@x.example', attributes: {} });
    await stage.db.inWorkspace(stage.workspaceId, (tx) =>
      optOut(tx, stage.services.secret, { address: 'out@x.example', reason: 'unsubscribed', source: 'one-click' }),
    );
    const running = await send('enter', { userId: 'runs-on' });
    await settle();
    expect(await send('alias', { userId: 'runs-on', previousId: 'nobody-yet' })).toBe(running);
    await send('identify', { userId: 'runs-on', email: 'out@x.example' });
    const [lead] = await rows(sql`select consent_email, merged_into from leads where id = ${running}`);
    expect(lead).toEqual({ consent_email: 'opted-out', merged_into: null });
    expect(await runsOf(running)).toMatchObject([{ status: 'ended', reason: 'unsubscribed' }]);
    const words = await rows(sql`select state, source from consents where lead_id = ${running}`);
    expect(words).toEqual([{ state: 'opted-out', source: 'one-click' }]);
    expect(out).not.toBe(running);
  });

  it('alias joins two people by the sender’s word, and later calls under either id find the one', async () => {
    const old = await send('visit', { userId: 'old-id' });
    const fresh = await send('visit', { userId: 'new-id' });
    expect(await send('alias', { userId: 'new-id', previousId: 'old-id' })).toBe(fresh);
    expect(await send('visit', { userId: 'old-id' })).toBe(fresh);
    expect(await send('visit', { userId: 'new-id' })).toBe(fresh);
    expect(old).not.toBe(fresh);
    // An id that nobody had yet becomes known by its former one.
    expect(await send('alias', { userId: 'newest-id', previousId: 'new-id' })).toBe(fresh);
  });

  it('two user ids stay two people when only a browser or an address is common', async () => {
    const one = await send('visit', { userId: 'one', email: 'team@x.example', anonymousId: 'shared' });
    const two = await send('visit', { userId: 'two', email: 'team@x.example', anonymousId: 'shared' });
    expect(two).not.toBe(one);
    expect(await rows(sql`select id from leads where id in ${[one, two]} and merged_into is not null`)).toEqual([]);
  });

  it('one lead stays of leads that are joined while events, routing and steps race', async () => {
    for (let round = 0; round < 6; round++) {
      const id = `race-${round}`;
      await send('visit', { userId: id });
      await send('enter', { anonymousId: `${id}-a` });
      await send('other', { anonymousId: `${id}-b` });
      await settle();
      const open = await rows<{ id: string }>(
        sql`select id from runs where status = 'active' order by id desc limit 4`,
      );
      const owed = await stage.db.asSystem((tx) => takeDue(tx, ['route'], 1_000));
      await Promise.all([
        send('identify', { userId: id, anonymousId: `${id}-a` }),
        send('identify', { userId: id, anonymousId: `${id}-b` }),
        send('go', { anonymousId: `${id}-a` }),
        send('go', { anonymousId: `${id}-b` }),
        send('visit', { userId: id, anonymousId: `${id}-b` }),
        ...open.map(({ id: run }) => step(run)),
        ...owed.map((row) =>
          row.kind === 'route'
            ? afterRace(() => stage.db.inWorkspace(stage.workspaceId, (tx) => routeEvent(tx, row.eventId)))
            : undefined,
        ),
      ]);
      await settle();
      await settle();
      const [found] = await rows<{ leads: number; events: number; strays: number }>(sql`
        with person as (select distinct lead_id from lead_identities where value like ${`${id}%`})
        select (select count(*)::int from person) as leads, (select count(*)::int from events where source = 'track' and lead_id in (select lead_id from person)) as events,
          (select count(*)::int from leads l where merged_into is not null and (exists (select 1 from events e where e.lead_id = l.id)
            or exists (select 1 from runs r where r.lead_id = l.id) or exists (select 1 from lead_identities i where i.lead_id = l.id))) as strays`);
      expect(found).toEqual({ leads: 1, events: 8, strays: 0 });
      const runs = await rows<{ node: string }>(sql`select r.state #>> '{tokens,0,node}' as node from runs r
        where r.status = 'active' and r.lead_id in (select lead_id from lead_identities where value = ${id})`);
      expect(runs.map(({ node: at }) => at)).toEqual(['second', 'second']);
    }
  }, 40_000);
});
