import { GRAPH_VERSION, type Graph } from '@trellis/shared/graph/graph.ts';
import { sql } from 'drizzle-orm';
import type { WorkspaceTx } from '../db/client.ts';
import { type Routed, routeEvent } from '../routing/route-event.ts';
import { type ControlAction, type ControlResult, controlRun } from '../runs/control.ts';
import type { Answer, StepInput } from '../runs/isolate/answer.ts';
import { createStep } from '../runs/step.ts';
import { performDeps } from '../runs/worker-process.ts';
import { type Fate, KIND, type Moment } from './driver/fate.ts';
import { httpChannelFor } from './driver/loopback-http.ts';
import { MailSink, ProcessDied } from './driver/loopback-mail.ts';
import type { Stage } from './stage.ts';

/** A node of a straight workflow; the next one follows at its first port unless `at` names another. */
export interface Link {
  type: string;
  config?: Record<string, unknown>;
  at?: string;
}

export const MAIL: Link = { type: 'send-email', config: { subject: 'Hello', body: 'Hi' } };
export const HOOK: Link = { type: 'call-webhook', config: { url: 'https://crm.example/hook' } };
export const clickWithin = (days?: number): Link => ({
  type: 'wait-for-event',
  config: {
    event: 'email.clicked',
    lookBack: 'this-wait',
    ...(days === undefined ? {} : { giveUpAfter: { amount: days, unit: 'days', mode: 'elapsed' } }),
  },
  at: 'happened',
});

/** trigger-event on `go` → the links, one after the other → end. Ports that are not named end here. */
export function straight(...links: Link[]): Graph {
  const all: Link[] = [{ type: 'trigger-event', config: { event: 'go' } }, ...links, { type: 'end' }];
  return {
    graphVersion: GRAPH_VERSION,
    nodes: all.map(({ type, config = {} }, index) => ({
      id: `n${index}`,
      type,
      typeVersion: 1,
      name: type,
      config,
      ...(type === 'wait-for-event' ? { endsHere: ['timeout'] } : {}),
    })),
    edges: all.slice(0, -1).map(({ at = 'next' }, index) => ({
      id: `e${index}`,
      from: `n${index}`,
      port: at,
      to: `n${index + 1}`,
    })),
    notes: [],
    direction: 'down',
    settings: { reEntry: { mode: 'always' } },
  };
}

export interface CallOptions {
  cause?: StepInput['cause'];
  place?: string;
  fate?: Partial<Fate>;
  /** Done at these moments of a mail. */
  at?: Partial<Record<Moment, () => Promise<unknown>>>;
}

/** One workflow whose runs a test moves by hand, call by call, with nobody in the background. */
export class HandRun {
  readonly sink = new MailSink();
  private readonly stage: Stage;

  constructor(stage: Stage) {
    this.stage = stage;
  }

  inWorkspace<T>(work: (tx: WorkspaceTx) => Promise<T>): Promise<T> {
    return this.stage.db.inWorkspace(this.stage.workspaceId, work);
  }

  /** An event of the user's, routed; answers what came of it. */
  async send(user: string, name: string, properties = {}): Promise<Routed & { eventId: string; leadId: string }> {
    const { eventId, leadId } = await this.stage.track({ user, email: `${user}@lead.example`, name, properties });
    return { ...(await this.route(eventId)), eventId, leadId };
  }

  route(eventId: string): Promise<Routed> {
    return this.inWorkspace((tx) => routeEvent(tx, eventId));
  }

  /** Starts a run of the only workflow; answers its id. */
  async enter(user: string): Promise<string> {
    const { started } = await this.send(user, 'go');
    const [run] = started;
    if (!run) throw new Error(`The event "go" of ${user} started no run.`);
    return run.runId;
  }

  /** One attempt of the step activity. */
  call(run: string, { cause = 'go', place = 'email', fate, at = {} }: CallOptions = {}): Promise<Answer> {
    const { services, db, workspaceId } = this.stage;
    const full = { ...KIND, ...fate };
    const around = { meddle: async (moment: Moment) => void (await at[moment]?.()), freeze: async () => {} };
    const die = (point: string) => {
      if (point === full.dies) throw new ProcessDied(point);
    };
    const deps = performDeps(
      {
        services,
        email: this.sink.channelFor(full, around),
        http: httpChannelFor(full, around),
        defaultSender: 'news@stage.example',
        at: die,
      },
      { nudge: () => {} },
    );
    return createStep({ ...deps, db, at: die })({ workspace: workspaceId, run, cause, place });
  }

  /** As a person who has just looked. */
  async control(run: string, action: ControlAction): Promise<ControlResult> {
    const { stepNo } = await this.row(run);
    return this.inWorkspace((tx) =>
      controlRun(tx, this.stage.services.plans, { runId: run, action, seen: stepNo, actor: 'a', actorName: 'Ann' }),
    );
  }

  async row(
    run: string,
  ): Promise<{ status: string; reason: string | null; stepNo: number; wokenN: number; at: string }> {
    const [row] = await this.inWorkspace((tx) =>
      tx.execute<Awaited<ReturnType<HandRun['row']>> & Record<string, unknown>>(
        sql`select status, reason, step_no as "stepNo", woken_n as "wokenN", concat(state #>> '{tokens,0,at}', ' ', state #>> '{tokens,0,node}') as at from runs where id = ${run}`,
      ),
    );
    if (!row) throw new Error(`There is no run ${run}.`);
    return row;
  }

  effects(run: string): Promise<{ state: string; code: string | null; attempts: number }[]> {
    return this.inWorkspace((tx) =>
      tx.execute<{ state: string; code: string | null; attempts: number }>(
        sql`select state, code, attempts from effects where run_id = ${run} order by claimed_at, step_no`,
      ),
    );
  }

  steps(
    run: string,
  ): Promise<{ n: number; node: string; kind: string; port: string | null; outcome: string | null }[]> {
    return this.inWorkspace((tx) =>
      tx.execute<{ n: number; node: string; kind: string; port: string | null; outcome: string | null }>(
        sql`select step_no as n, node, kind, port, outcome from run_steps where run_id = ${run} order by step_no`,
      ),
    );
  }
}
