import { Chance } from '@trellis/shared/testing/chance.ts';
import { generateEvents, generateLead } from '@trellis/shared/testing/generate.ts';
import { generateWorkflow } from '@trellis/shared/testing/generate-workflow.ts';
import { sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../../db/client.ts';
import { type Dispatcher, startDispatcher } from '../../outbox/dispatcher.ts';
import { enrolLead } from '../../routing/enrol.ts';
import { scanOnce } from '../../routing/scans/scanner.ts';
import type { RunClient } from '../../runs/client.ts';
import { deliver } from '../../runs/deliver.ts';
import { type Sweep, startSweep } from '../../runs/sweep.ts';
import { findViolations } from '../invariants.ts';
import { publishGraph } from '../publish-graph.ts';
import type { Stage } from '../stage.ts';
import { Agenda } from './agenda.ts';
import { Calls } from './calls.ts';
import type { CallCoverage } from './coverage.ts';
import { Executions } from './executions.ts';
import { MailSink } from './loopback-mail.ts';
import { People } from './people.ts';
import { insertLead, makeOutboxDue, nextDue, readRuns } from './row.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const FROM = Date.UTC(2026, 2, 1);
const TO = Date.UTC(2026, 4, 1);
const LEADS = 3;
/** More leaps of the clock than this mean that the world never comes to rest. */
const LEAPS = 2_000;

export interface WorldResult {
  violations: string[];
  runs: number;
  mails: number;
  calls: number;
  /** Runs that only the sweep found. */
  swept: number;
}

/**
 * One generated workflow and its leads in a workspace of their own, driven to the end by a driver in Temporal's place: it leaps through time,
 * delivers what the outbox owes, loses, doubles and delays calls, answers and wake-ups, and meddles like people do. What happens follows from
 * the seed, but for who wins a lock.
 */
export class World {
  private readonly chance: Chance;
  private readonly stage: Stage;
  private readonly seed: number;
  private readonly workspaceId = uuidv7();
  private readonly sink = new MailSink();
  private readonly agenda = new Agenda();
  private readonly executions: Executions;
  private readonly calls: Calls;
  private readonly people: People;
  private readonly dispatcher: Dispatcher;
  private readonly sweep: Sweep;
  private readonly failures: unknown[] = [];
  private clock: VirtualClock = { now: () => FROM, leapTo: async () => {} };
  private swept = 0;

  constructor(stage: Stage, seed: number, coverage: CallCoverage) {
    this.stage = stage;
    this.seed = seed;
    this.chance = new Chance(`world ${seed}`);
    const fail = (error: unknown) => this.failures.push(error);
    this.executions = new Executions({
      chance: this.chance,
      now: () => this.clock.now(),
      call: (execution, input) => this.calls.make(execution, input),
      onFailure: fail,
    });
    this.calls = new Calls({
      stage,
      workspaceId: this.workspaceId,
      executions: this.executions,
      chance: this.chance,
      sink: this.sink,
      coverage,
      meddle: (runId, what) => this.people.meddle(runId, what),
      later: (work) => this.agenda.add(this.clock.now() + this.chance.int(1, 2_000) * MINUTE, work),
      onFailure: fail,
    });
    this.people = new People({
      stage,
      workspaceId: this.workspaceId,
      chance: this.chance,
      sink: this.sink,
      agenda: this.agenda,
      calls: this.calls,
      now: () => this.clock.now(),
    });
    const { db } = stage;
    this.dispatcher = startDispatcher({
      db,
      kinds: ['route', 'start', 'wake'],
      deliver: (row) => this.deliver(row),
      onError: (error) => error instanceof DeliveryLost || fail(error),
    });
    this.sweep = startSweep({
      db,
      client: { closedAbnormally: async () => [], serverIdentity: async () => 'the one server' },
      nudge: () => {},
      onFound: ({ overdue }) => {
        this.swept += overdue;
      },
      onError: fail,
    });
  }

  async run(): Promise<WorldResult> {
    try {
      await this.setUp();
      await this.live();
      await this.haunt();
      return { ...(await this.judge()), mails: this.sink.total, calls: this.calls.made, swept: this.swept };
    } finally {
      await this.sweep.stop();
      await this.dispatcher.stop();
    }
  }

  private inWorkspace<T>(work: (tx: WorkspaceTx) => Promise<T>): Promise<T> {
    return this.stage.db.inWorkspace(this.workspaceId, work);
  }

  private async setUp(): Promise<void> {
    const { stage, chance, seed, workspaceId } = this;
    await stage.db.asSystem((tx) =>
      tx.execute(
        sql`insert into workspaces (id, name, time_zone, sender_name, sender_address) values (${workspaceId}, 'World', 'Europe/Berlin', 'World', 'news@world.example')`,
      ),
    );
    this.clock = await createVirtualClock(stage.db, workspaceId, FROM);
    const graph = generateWorkflow(seed);
    const { workflowId } = await publishGraph(stage.services, workspaceId, graph);
    for (let number = 0; number < LEADS; number++) {
      const leadSeed = seed * LEADS + number;
      const shared = number > 0 && chance.maybe(0.2) ? { email: generateLead(seed * LEADS).email ?? null } : {};
      const lead = { ...generateLead(leadSeed), ...shared };
      const id = await this.inWorkspace((tx) => insertLead(tx, lead));
      for (const event of generateEvents(leadSeed, graph, FROM + MINUTE, TO)) {
        this.agenda.add(Date.parse(event.receivedAt), () => this.people.track(id, event));
        if (chance.maybe(0.1)) this.agenda.add(Date.parse(event.receivedAt), () => this.people.track(id, event));
      }
      if (chance.maybe(0.3)) {
        const at = FROM + chance.int(0, 30) * DAY;
        this.agenda.add(at, () =>
          this.inWorkspace((tx) => enrolLead(tx, { leadId: id, workflowId, actor: 'test' })).then(() => {}),
        );
      }
      for (const what of ['pause', 'skip-wait', 'opt-out', 'exit', 'pause-workflow', 'pause-above'] as const)
        if (chance.maybe(0.2))
          this.agenda.add(FROM + chance.int(1, 80) * DAY, () => this.people.meddleWithLead(id, what));
    }
  }

  /** From instant to instant until nothing is left to come. */
  private async live(): Promise<void> {
    for (let leaps = 0; leaps < LEAPS; leaps++) {
      await this.quiet();
      if (this.chance.maybe(0.15)) await this.stray();
      const next = Math.min(this.agenda.next(), ...this.timers().map(({ dueAt }) => dueAt));
      if (next === Number.POSITIVE_INFINITY) {
        if (!(await this.revive())) return;
        continue;
      }
      await this.clock.leapTo(next);
      for (const work of this.agenda.take(this.clock.now())) await work();
      for (const { dueAt, fire } of this.timers()) {
        // Now and then a timer fires early: the row decides.
        if (dueAt <= this.clock.now() || this.chance.maybe(0.05)) fire();
      }
    }
    throw new Error(`The world still moves after ${LEAPS} leaps of its clock.`);
  }

  private timers(): { dueAt: number; fire(): void }[] {
    return [...this.executions.all.values()].flatMap(({ state, dueAt, fire }) =>
      state === 'sleeping' && dueAt !== undefined && fire ? [{ dueAt, fire }] : [],
    );
  }

  /** What would keep a run from its end for good is lifted; what was lost is swept up. False: there was nothing. */
  private async revive(): Promise<boolean> {
    const before = this.swept;
    const runs = await this.inWorkspace((tx) => readRuns(tx));
    const lifted = await this.people.above.liftAll();
    const paused = runs.filter(({ status }) => status === 'paused');
    for (const run of paused) await this.people.control(run, { kind: 'resume' });
    const due = await this.inWorkspace((tx) => nextDue(tx));
    if (due !== undefined) await this.clock.leapTo(this.clock.now() + due + 10);
    await this.sweep.once(0);
    return lifted || paused.length > 0 || this.swept > before || due !== undefined;
  }

  /** Until the outbox is empty and nobody calls. */
  private async quiet(): Promise<void> {
    for (let rounds = 0; rounds < 200; rounds++) {
      await this.calls.idle();
      const scanned = await scanOnce({ db: this.stage.db, onError: (error) => this.failures.push(error) });
      if ((await this.inWorkspace((tx) => makeOutboxDue(tx))) === 0 && scanned === 0) {
        await this.calls.idle();
        return;
      }
      await this.dispatcher.drain();
    }
    throw new Error('The outbox never becomes empty.');
  }

  private async deliver(row: Parameters<typeof deliver>[1]): Promise<void> {
    const { chance, executions } = this;
    if (chance.maybe(0.06)) throw new DeliveryLost();
    if (row.kind === 'start' && chance.maybe(0.2)) await this.calls.stray(row.runId);
    const client: Pick<RunClient, 'start' | 'wake'> = {
      start: executions.start,
      wake: async (runId, n) => {
        if (chance.maybe(0.06)) return 'woken';
        if (chance.maybe(0.06)) {
          this.agenda.add(
            this.clock.now() + chance.int(1, 600) * MINUTE,
            async () => void (await executions.wake(runId, n)),
          );
          return 'woken';
        }
        if (chance.maybe(0.1)) await executions.wake(runId, n);
        return executions.wake(runId, n);
      },
    };
    const { plans } = this.stage.services;
    await deliver(
      {
        db: this.stage.db,
        client,
        plans,
        decide: this.stage.services.decide,
        announcer: { announce: () => {} },
        nudge: () => {},
      },
      row,
    );
    if (chance.maybe(0.06)) throw new DeliveryLost();
  }

  private async stray(): Promise<void> {
    const runs = await this.inWorkspace((tx) => readRuns(tx));
    const [first, ...others] = runs;
    if (first) await this.calls.stray(this.chance.pick([first, ...others]).id);
  }

  /** Calls on runs that have come to rest: nothing may come of them. */
  private async haunt(): Promise<void> {
    const before = await this.inWorkspace((tx) => readRuns(tx));
    for (const { id, status } of before) {
      // Parked runs are few: each is called in all ways.
      for (let times = status === 'parked' ? 12 : 1; times > 0; times--) await this.calls.stray(id);
    }
    await this.quiet();
    const after = await this.inWorkspace((tx) => readRuns(tx));
    for (const [index, { id, status, steps }] of before.entries()) {
      // An active run may come due in this very moment; the others move by a person only.
      if (status !== 'active' && after[index]?.steps !== steps)
        this.failures.push(new Error(`Stray calls moved run ${id}, which was ${status}.`));
    }
  }

  private async judge(): Promise<{ violations: string[]; runs: number }> {
    const { db } = this.stage;
    const violations = await findViolations({ db, arrived: this.sink.count, workspaceId: this.workspaceId });
    const runs = await this.inWorkspace((tx) => readRuns(tx));
    for (const { id, status } of runs) {
      const execution = this.executions.all.get(id);
      if (status !== 'ended' && execution?.state !== 'sleeping')
        violations.push(`run ${id} is ${status}, but nobody waits for it (${execution?.state ?? 'no execution'})`);
    }
    const told = this.failures.map((error) =>
      error instanceof Error ? (error.stack ?? error.message) : String(error),
    );
    return { violations: [...told, ...this.sink.violations, ...violations], runs: runs.length };
  }
}

class DeliveryLost extends Error {}
