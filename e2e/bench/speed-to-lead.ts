import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type SmtpSink, startSmtpSink } from '@trellis/engine/channels/email/smtp-sink.ts';
import { readConfig } from '@trellis/engine/config.ts';
import { insertForm } from '@trellis/engine/db/queries/forms.ts';
import { startTemporal } from '@trellis/engine/embedded/temporal.ts';
import { recordEvents } from '@trellis/engine/intake/record-events.ts';
import { bundleIsolate } from '@trellis/engine/runs/worker.ts';
import { findViolations } from '@trellis/engine/testing/invariants.ts';
import { publishGraph } from '@trellis/engine/testing/publish-graph.ts';
import { loadCatalog } from '@trellis/shared/node/catalog.ts';
import { BUILT_IN_NODES } from '@trellis/shared/nodes/registry.ts';
import { Pool } from 'undici';
import { endWorkers, startWorker, type WorkerHandle } from '../faults/worker-handle.ts';
import { chain, mail, node, onEvent, sleep } from '../graphs.ts';
import { type Ground, prepare, SECRET, startProcess } from './ground.ts';
import { bound, type Line } from './measure.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const IDLE = 100;
const PER_MINUTE = 1_000;
/** Leads enrolled by one transaction. */
const BATCH = 500;
/** Two workers: one may be killed, and the other goes on. */
const WORKERS = 2;

/** B12: a form's post until the 250 of the first mail: at rest, under load with many waiting, and with a worker killed. */
export async function speedToLead(note: (text: string) => void, waiting: number): Promise<Line[]> {
  const ground = await prepare();
  const { appUrl, systemUrl, dir } = ground;
  const sink = await startSmtpSink({ keep: 20_000 });
  const server = await startTemporal({ dir, cacheDir: readConfig().cacheDir });
  const temporal = { address: server.address, namespace: server.namespace };
  const workers: WorkerHandle[] = [];
  const stops: (() => Promise<void>)[] = [];
  try {
    const bundle = join(dir, 'isolate.js');
    await writeFile(bundle, (await bundleIsolate()).code);
    const settings = {
      database: { appUrl, systemUrl },
      temporal,
      secret: SECRET,
      smtpUrl: sink.url,
      smtpConnections: 20,
      bundle,
    };
    for (let n = 0; n < WORKERS; n++) workers.push(await startWorker({ ...settings, nodePackages: [] }));
    const api = await startProcess<{ port: number }>('./api.ts', { appUrl, systemUrl, ...temporal, secret: SECRET });
    stops.push(api.stop);
    const formId = await draw(ground);
    const pool = new Pool(`http://127.0.0.1:${api.ready.port}`, { connections: 32 });
    stops.push(() => pool.close());
    const submits = createSubmits({ pool, formId, sink });
    const [first] = await submits.inTurn('first', 1);
    if (first === undefined)
      throw new Error(`No mail came: ${await whatStands(ground)} ${workers.map((one) => one.said()).join(' ')}`);
    await submits.inTurn('warm', 10);
    const idle = await submits.inTurn('idle', IDLE);
    note(`idle: ${told(idle)}`);
    await park(ground, waiting, note);
    const loaded = await submits.atRate('loaded', PER_MINUTE, MINUTE);
    note(`loaded, ${waiting} waiting: ${told(loaded)}`);
    const killing = setTimeout(() => workers[0]?.signal('SIGKILL'), 5 * SECOND);
    const struck = await submits.atRate('struck', PER_MINUTE, MINUTE / 2);
    clearTimeout(killing);
    note(`with a worker killed: ${told(struck)}`);
    const unknown = await settle(ground, sink);
    const lost = [...idle, ...loaded, ...struck].filter((ms) => ms === undefined).length;
    // A send that was transmitting when its worker died is told as unknown and never repeated: no other may be missing.
    if (lost > unknown) throw new Error(`Void: ${lost} mails did not arrive, ${unknown} sends are unknown.`);
    const at = (times: readonly (number | undefined)[], share: number) => {
      const sorted = times.filter((ms) => ms !== undefined).sort((a, b) => a - b);
      return sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
    };
    const load = `${PER_MINUTE} a minute, ${waiting} waiting`;
    return [
      bound('B12', 'form to 250, idle, p50 ms', at(idle, 0.5), SECOND),
      bound('B12', 'form to 250, idle, p99 ms', at(idle, 0.99), 5 * SECOND),
      bound('B12', `form to 250, ${load}, p50 ms`, at(loaded, 0.5), MINUTE),
      bound('B12', `form to 250, ${load}, p99 ms`, at(loaded, 0.99), MINUTE),
      bound('B12', `form to 250, a worker killed, p50 ms`, at(struck, 0.5), MINUTE),
      bound('B12', `form to 250, a worker killed, p99 ms`, at(struck, 0.99), MINUTE),
      bound('B12', 'leads who got a second mail', submits.doubles(), 0),
      bound('B12', 'mails in doubt after the kill (unknown, never repeated)', lost, WORKERS * 20),
    ];
  } finally {
    await endWorkers(workers);
    for (const stop of stops) await stop();
    await server.stop();
    await sink.close();
    await ground.stop();
  }
}

const told = (times: readonly (number | undefined)[]) => {
  const sorted = times.filter((ms) => ms !== undefined).sort((a, b) => a - b);
  const p = (share: number) => Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN);
  return `${times.length} posts, ${sorted.length} mails, p50 ${p(0.5)} ms, p99 ${p(0.99)} ms, longest ${p(1)} ms`;
};

/** The form with the workflow it starts, and the one that waits. */
async function draw({ db, sql, workspaceId }: Ground): Promise<string> {
  await sql`update workspaces set sender_name = 'Bench', sender_address = 'news@bench.example' where id = ${workspaceId}`;
  const catalog = await loadCatalog({ ...BUILT_IN_NODES });
  const services = { db, catalog };
  const form = node('start', 'trigger-form', {});
  await publishGraph(
    services,
    workspaceId,
    chain(
      form,
      mail('thanks', 'Thank you. Here is [the guide](https://guide.example "read-guide").'),
      node('end', 'end'),
    ),
    'Speed to lead',
  );
  await publishGraph(
    services,
    workspaceId,
    chain(onEvent('parked'), sleep('wait', 30, 'days'), node('end', 'end')),
    'Parked',
  );
  return db.inWorkspace(workspaceId, (tx) =>
    insertForm(tx, {
      name: 'Contact',
      fields: [{ name: 'email', to: 'email', required: true }],
      doubleOptIn: false,
      wording: '',
      redirectUrl: null,
      redirectOrigins: [],
      postOrigins: [],
      honeypot: 'website',
      confirmSubject: '',
      confirmBody: '',
      createdBy: 'bench',
    }),
  );
}

interface Submits {
  /** One after the other; each answer is the time until its mail was taken, ms, undefined where none came. */
  inTurn(name: string, count: number): Promise<(number | undefined)[]>;
  /** Evenly, whether the former ones are answered or not. */
  atRate(name: string, perMinute: number, ms: number): Promise<(number | undefined)[]>;
  doubles(): number;
}

function createSubmits({ pool, formId, sink }: { pool: Pool; formId: string; sink: SmtpSink }): Submits {
  const arrived = () => {
    const times = new Map<string, number[]>();
    for (const { recipient, receivedAt, taken } of sink.mailbox.messages)
      if (taken) times.set(recipient.toLowerCase(), [...(times.get(recipient.toLowerCase()) ?? []), receivedAt]);
    return times;
  };
  const post = async (email: string): Promise<number> => {
    const began = Date.now();
    const { statusCode, body } = await pool.request({
      method: 'POST',
      path: `/f/${formId}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email }),
    });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`The form answered ${statusCode}: ${text.slice(0, 200)}`);
    return began;
  };
  const untilIn = async (emails: readonly string[], within: number) => {
    for (const until = Date.now() + within; Date.now() < until; ) {
      const times = arrived();
      if (emails.every((email) => times.has(email))) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const took = (began: ReadonlyMap<string, number>) => {
    const times = arrived();
    return [...began].map(([email, at]) => {
      const [first] = times.get(email) ?? [];
      return first === undefined ? undefined : first - at;
    });
  };
  return {
    async inTurn(name, count) {
      const began = new Map<string, number>();
      for (let n = 0; n < count; n++) {
        const email = `${name}-${n}@lead.example`;
        began.set(email, await post(email));
        await untilIn([email], MINUTE);
      }
      return took(began);
    },
    async atRate(name, perMinute, ms) {
      const began = new Map<string, number>();
      const posts: Promise<void>[] = [];
      const start = Date.now();
      for (let n = 0; n < (perMinute * ms) / MINUTE; n++) {
        const due = start + (n * MINUTE) / perMinute - Date.now();
        if (due > 0) await new Promise((resolve) => setTimeout(resolve, due));
        const email = `${name}-${n}@lead.example`;
        posts.push(post(email).then((at) => void began.set(email, at)));
      }
      await Promise.all(posts);
      await untilIn([...began.keys()], 2 * MINUTE);
      return took(began);
    },
    doubles: () => [...arrived().values()].filter((times) => times.length > 1).length,
  };
}

/** Lets so many leads wait for thirty days. */
async function park({ db, sql, workspaceId }: Ground, waiting: number, note: (text: string) => void): Promise<void> {
  for (let from = 0; from < waiting; from += BATCH) {
    const events = Array.from({ length: Math.min(BATCH, waiting - from) }, (_, index) => ({
      messageId: `park-${from + index}`,
      bodyHash: '',
      name: 'parked',
      properties: {},
      source: 'track',
      lead: { identities: { userId: `parked-${from + index}` } },
    }));
    await db.inWorkspace(workspaceId, (tx) => recordEvents(tx, events));
  }
  for (let said = 0; ; ) {
    const [row] = await sql<{ count: number }[]>`
      select count(*)::int as count from run_waits w join runs r on r.id = w.run_id where r.workspace_id = ${workspaceId} and w.node = 'wait'`;
    const count = row?.count ?? 0;
    if (count >= waiting) return;
    if (count >= said + 1_000) note(`${count} wait`);
    said = Math.max(said, Math.floor(count / 1_000) * 1_000);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** For a run that goes wrong from the start. */
async function whatStands({ sql }: Ground): Promise<string> {
  const rows =
    await sql`select (select jsonb_agg(to_jsonb(r)) from (select status, reason, step_no, state -> 'tokens' as tokens from runs limit 3) r) as runs,
    (select jsonb_agg(to_jsonb(o)) from (select kind, attempts, last_error from outbox limit 3) o) as outbox,
    (select jsonb_agg(to_jsonb(e)) from (select state, output from effects limit 3) e) as effects, (select jsonb_agg(text) from near_misses) as misses`;
  return JSON.stringify(rows[0]);
}

/** Waits until nothing is owed, then lets the invariants judge; answers how many sends are in doubt. */
async function settle({ db, sql, workspaceId }: Ground, sink: SmtpSink): Promise<number> {
  for (const until = Date.now() + 2 * MINUTE; Date.now() < until; ) {
    const [owed] = await sql<{ count: number }[]>`select (select count(*) from outbox)::int
      + (select count(*) from effects where state in ('claimed', 'transmitting'))::int as count`;
    if (owed?.count === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const violations = await findViolations({ db, arrived: (id) => sink.mailbox.count(id), workspaceId });
  if (violations.length > 0) throw new Error(`Void: ${violations.slice(0, 5).join('; ')}`);
  const [unknown] = await sql<{ count: number }[]>`select count(*)::int as count from effects where state = 'unknown'`;
  return unknown?.count ?? 0;
}
