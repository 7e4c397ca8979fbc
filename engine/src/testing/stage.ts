import { createHash } from 'node:crypto';
import type { Graph } from '@trellis/shared/graph/graph.ts';
import type { Plan } from '@trellis/shared/plan/plan.ts';
import { sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { Database } from '../db/client.ts';
import { recordEvents } from '../intake/record-events.ts';
import { logTemporal } from '../runs/temporal-log.ts';
import { createServices, type Services } from '../services.ts';
import { TEST_SECRET } from './cluster.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { publishGraph } from './publish-graph.ts';
import { useTestTemporal } from './temporal.ts';

// Once per test file, which is a process of its own to the SDK.
logTemporal('ERROR', (_, message) => process.stderr.write(`${message}\n`));

/** A database with one workspace and the engine's services over it, for a test file. */
export interface Stage {
  database: TestDatabase;
  services: Services;
  db: Database;
  workspaceId: string;
  temporal: { address: string; namespace: string; queues: string };
  /** Publishes a graph as a live workflow. @throws with the diagnostics when it does not compile. */
  publish(graph: Graph, name?: string): Promise<{ workflowId: string; versionId: string; plan: Plan }>;
  /** Hands an event in as intake does; answers the lead's id. */
  track(event: {
    user: string;
    email?: string;
    name: string;
    properties?: Record<string, unknown>;
    messageId?: string;
    /** Real time, epoch ms; now if absent. */
    occurredAt?: number;
    /** Attributes and the time zone that come with it. */
    traits?: { attributes?: Record<string, unknown>; timeZone?: string };
  }): Promise<{ leadId: string; eventId: string }>;
  close(): Promise<void>;
}

export interface StageOptions {
  /** Workspace ms per real ms: 8640 makes a day 10 s. */
  clockFactor?: number;
  onStatement?: (text: string) => void;
  /** A server of the test's own, to be killed or wiped; the run's shared one by default. */
  temporal?: { address: string; namespace: string };
  /** A database of the test's own. */
  database?: TestDatabase;
  nodePackages?: readonly string[];
}

export async function createStage({
  clockFactor = 1,
  onStatement,
  nodePackages = [],
  ...own
}: StageOptions = {}): Promise<Stage> {
  const database = own.database ?? (await createTestDatabase());
  const { taskQueuePrefix, ...shared } = useTestTemporal();
  const { address, namespace } = own.temporal ?? shared;
  const temporal = { address, namespace, queues: taskQueuePrefix };
  const services = await createServices({
    database: {
      appUrl: database.appUrl,
      systemUrl: database.systemUrl,
      appPool: 10,
      systemPool: 4,
      ...(onStatement ? { onStatement } : {}),
    },
    temporal,
    secret: TEST_SECRET,
    publicUrl: 'http://trellis.example',
    logLevel: 'silent',
    nodePackages,
  });
  const { db } = services;
  const workspaceId = uuidv7();
  await db.asSystem((tx) =>
    tx.execute(sql`insert into workspaces (id, name, clock_factor, sender_name, sender_address)
      values (${workspaceId}, 'Stage', ${clockFactor}, 'Stage', 'news@stage.example')`),
  );
  return {
    database,
    services,
    db,
    workspaceId,
    temporal,
    publish: (graph, name) => publishGraph(services, workspaceId, graph, name),
    async track({ user, email, name, properties = {}, messageId = uuidv7(), occurredAt, traits = {} }) {
      const bodyHash = createHash('sha256')
        .update(JSON.stringify([name, properties, user]))
        .digest('hex');
      const [recorded] = await db.inWorkspace(workspaceId, (tx) =>
        recordEvents(tx, [
          {
            messageId,
            bodyHash,
            name,
            properties,
            source: 'track',
            lead: { identities: { userId: user } },
            traits: { ...traits, attributes: { firstName: user, ...traits.attributes }, ...(email ? { email } : {}) },
            ...(occurredAt === undefined ? {} : { occurredAt }),
          },
        ]),
      );
      if (!recorded?.leadId) throw new Error(`The event ${name} of ${user} was not stored: ${recorded?.outcome}`);
      return { leadId: recorded.leadId, eventId: recorded.eventId };
    },
    async close() {
      await services.close();
      await database.drop();
    },
  };
}

/** Asks again until the answer satisfies; fails with the last answer. `ms`: how long at most. */
export async function eventually<T>(ask: () => Promise<T>, satisfies: (answer: T) => boolean, ms = 15_000): Promise<T> {
  const until = Date.now() + ms;
  for (;;) {
    const answer = await ask();
    if (satisfies(answer)) return answer;
    if (Date.now() > until)
      throw new Error(`Not so within ${ms} ms; the last answer was ${JSON.stringify(answer)?.slice(0, 2_000)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
