import { createDatabase } from '@trellis/engine/db/client.ts';
import { storeEvents } from '@trellis/engine/db/queries/events.ts';
import { Pool } from 'undici';
import { uuidv7 } from 'uuidv7';
import { prepare, startProcess } from './ground.ts';
import { compare, interleave, type Line, PAIRS } from './measure.ts';

const CONNECTIONS = 64;
const SLICE_MS = 3_000;
const BATCH = 100;
/** Connections of those who speak to the database themselves: as many as our pool has. */
const LANES = 20;
const USERS = 5_000;

/** B3: events a second that are durable and deduplicated before their 2xx, beside what a server can do that promises less. */
export async function ingestion(note: (text: string) => void): Promise<Line[]> {
  const ground = await prepare();
  const { sql, workspaceId, key, ownerUrl, appUrl, systemUrl } = ground;
  const leadId = uuidv7();
  await sql`insert into leads (id, workspace_id) values (${leadId}, ${workspaceId})`;
  await sql`create table peer_events (like events including all)`;
  const ours = await startProcess<{ port: number }>('./ingestion-ours.ts', { appUrl, systemUrl });
  const peers = await startProcess<{ port: number }>('./ingestion-peers.ts', { ownerUrl, workspaceId, leadId });
  const pools = [ours, peers].map(
    ({ ready }) => new Pool(`http://127.0.0.1:${ready.port}`, { connections: CONNECTIONS, pipelining: 1 }),
  );
  const [oursPool, peerPool] = pools as [Pool, Pool];
  const authorization = `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
  let accepted = 1;
  const event = () => ({
    type: 'track',
    event: 'page.visited',
    messageId: uuidv7(),
    userId: `user-${Math.floor(Math.random() * USERS)}`,
    properties: { path: '/pricing', referrer: 'https://search.example', seconds: 12 },
  });
  const calls =
    (
      pool: Pool,
      path: string,
      body: () => { text: string; events: number },
      count: (events: number) => void = () => {},
    ) =>
    async () => {
      const started = performance.now();
      let events = 0;
      const lane = async () => {
        while (performance.now() - started < SLICE_MS) {
          const { text, events: inIt } = body();
          const response = await pool.request({
            method: 'POST',
            path,
            headers: { authorization, 'content-type': 'application/json' },
            body: text,
          });
          await response.body.dump();
          if (response.statusCode !== 200) throw new Error(`${path} answered ${response.statusCode}.`);
          events += inIt;
          count(inIt);
        }
      };
      await Promise.all(Array.from({ length: CONNECTIONS }, lane));
      return (events * 1000) / (performance.now() - started);
    };
  const single = () => ({ text: JSON.stringify(event()), events: 1 });
  const batch = () => ({ text: JSON.stringify({ batch: Array.from({ length: BATCH }, event) }), events: BATCH });
  const counted = (events: number) => {
    accepted += events;
  };
  /** The same rows by one statement, on as many connections as our pool has. */
  const unnest = async () => {
    const started = performance.now();
    let rows = 0;
    const lane = async () => {
      while (performance.now() - started < SLICE_MS) {
        const events = Array.from({ length: BATCH }, event);
        await sql`insert into peer_events (id, workspace_id, lead_id, name, properties, occurred_at, received_at, message_id, source)
          select x.id, ${workspaceId}::uuid, ${leadId}::uuid, x.name, x.properties::jsonb, now(), now(), x.message_id, 'track'
          from unnest(${events.map(() => uuidv7())}::uuid[], ${events.map((one) => one.event)}::text[], ${events.map((one) => JSON.stringify(one.properties))}::text[],
            ${events.map((one) => one.messageId)}::text[]) as x(id, name, properties, message_id)`;
        rows += BATCH;
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    return (rows * 1000) / (performance.now() - started);
  };
  /** The limit: the rows that a batch leaves behind, deduplicated and behind row-level security, without HTTP, without finding out whose they are. */
  const store = createDatabase({ appUrl, systemUrl, appPool: LANES, systemPool: 1 });
  const rowsOnly = async () => {
    const started = performance.now();
    let rows = 0;
    const lane = async () => {
      while (performance.now() - started < SLICE_MS) {
        const at = Date.now();
        const events = Array.from({ length: BATCH }, () => {
          const { event: name, messageId, properties } = event();
          const of = { id: uuidv7(), leadId, name, properties, messageId, bodyHash: messageId, source: 'track' };
          return { ...of, occurredAt: at, receivedAt: at };
        });
        await store.inWorkspace(workspaceId, (tx) => storeEvents(tx, events));
        rows += BATCH;
        counted(BATCH);
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    return (rows * 1000) / (performance.now() - started);
  };
  try {
    await calls(oursPool, '/v1/track', single, counted)();
    // What autovacuum does within a minute: a plan made for empty tables would be measured else.
    await sql`analyze`;
    const singles = await interleave(
      {
        ours: calls(oursPool, '/v1/track', single, counted),
        nothing: calls(peerPool, '/nothing', single),
        naive: calls(peerPool, '/naive', single),
      },
      PAIRS,
      note,
    );
    const batches = await interleave(
      { ours: calls(oursPool, '/v1/batch', batch, counted), unnest, rowsOnly },
      PAIRS,
      note,
    );
    const [found] = await sql<{ events: number; ids: number; owed: number }[]>`
      select count(*)::int as events, count(distinct message_id)::int as ids, (select count(distinct e)::int from outbox, unnest(event_ids) e) as owed from events`;
    // I1: each acknowledged event is stored once, and owed one route. Else the numbers are void.
    const whole = found?.events === accepted - 1 && found.ids === found.events && found.owed === found.events;
    if (!whole) throw new Error(`Void: ${accepted - 1} events were accepted, ${JSON.stringify(found)} are stored.`);
    return [
      compare('B3', 'singles/s : Express without database', singles.ours, singles.nothing, 0.6),
      compare('B3', 'singles/s : Express with a naive insert', singles.ours, singles.naive, 1.5),
      compare('B3', 'events/s in batches of 100 : insert … unnest(100)', batches.ours, batches.unnest, 0.5),
      compare(
        'B3',
        'the limit of it, our rows stored and nothing else : unnest(100)',
        batches.rowsOnly,
        batches.unnest,
        0,
      ),
      compare('B3', 'events/s in batches of 100 : that limit', batches.ours, batches.rowsOnly, 0.5),
    ];
  } finally {
    await Promise.all([store.close(), ...pools.map((pool) => pool.close())]);
    await Promise.all([ours.stop(), peers.stop()]);
    await ground.stop();
  }
}
