import type { Graph } from '@trellis/shared/graph/graph.ts';
import { sql } from 'drizzle-orm';
import { removeDelivered, takeDue } from '../db/queries/outbox.ts';
import { lockPause, type PauseSubject } from '../db/queries/pauses.ts';
import { type PauseRequest, pause, type ResumeRequest, resume } from '../pauses/pause.ts';
import { previewResume, type ResumeFigures } from '../pauses/preview.ts';
import { scanOnce } from '../routing/scans/scanner.ts';
import { changeStatus } from '../workflows/status.ts';
import { createVirtualClock, type VirtualClock } from './driver/virtual-clock.ts';
import { type CallOptions, HandRun } from './hand-run.ts';
import { createStage, type Stage } from './stage.ts';

export const HOUR = 3_600_000;
const START = Date.UTC(2026, 10, 20, 10);
/** More rounds than this mean that the outbox never becomes empty. */
const ROUNDS = 200;

/** What is paused: of a run, its version, its workflow, its lead, a node of it. */
export type Level =
  | { level: 'workspace' | 'workflow' | 'version' | 'lead' | 'run' }
  | { level: 'channel' | 'node'; name: string };
export type Choices = Partial<Pick<PauseRequest, 'durations' | 'entrants'> & Pick<ResumeRequest, 'spreadMinutes'>>;

/**
 * A workspace whose clock goes by leaps, with Temporal's part played exactly: a run is called when its last answer's timer fires or the outbox
 * owes it a wake-up, and never else. So a run that a pause left without either stays there, as it would for good.
 */
export class PausedWorld {
  readonly stage: Stage;
  readonly hand: HandRun;
  workflowId = '';
  versionId = '';
  private readonly clock: VirtualClock;
  private readonly timers = new Map<string, number>();
  private base = START;
  private users = 0;

  private constructor(stage: Stage, clock: VirtualClock) {
    this.stage = stage;
    this.hand = new HandRun(stage);
    this.clock = clock;
  }

  static async create(options: { onStatement?: (text: string) => void } = {}): Promise<PausedWorld> {
    const stage = await createStage(options);
    return new PausedWorld(stage, await createVirtualClock(stage.db, stage.workspaceId, START));
  }

  close(): Promise<void> {
    return this.stage.close();
  }

  async publish(graph: Graph): Promise<void> {
    const { workflowId, versionId } = await this.stage.publish(graph);
    Object.assign(this, { workflowId, versionId });
  }

  /** From here hours are counted anew. */
  async begin(): Promise<void> {
    await this.at(0);
    this.base = this.clock.now();
  }

  newUser(): string {
    return `user${this.users++}`;
  }

  /** Lets the lead's event be routed, and what it starts or wakes go as far as it can. */
  async send(user: string, name: string, properties = {}): Promise<Awaited<ReturnType<HandRun['send']>>> {
    const sent = await this.hand.send(user, name, properties);
    await this.settle();
    return sent;
  }

  /** Starts a run; answers its id. */
  async enter(user = this.newUser()): Promise<{ run: string; leadId: string; user: string }> {
    const { started, leadId } = await this.send(user, 'go');
    const run = started.find(({ workflowId }) => workflowId === this.workflowId)?.runId;
    if (!run) throw new Error(`The event "go" of ${user} started no run.`);
    return { run, leadId, user };
  }

  /** Lets time go on to so many hours after the beginning: timers fire when they are due, scans look every time. */
  async at(hours: number): Promise<void> {
    const target = this.base + hours * HOUR;
    await this.settle();
    for (;;) {
      const next = [...this.timers].filter(([, at]) => at <= target).sort((a, b) => a[1] - b[1])[0];
      if (!next) break;
      const [run, at] = next;
      await this.clock.leapTo(at);
      await this.letGo(run);
      await this.settle();
    }
    await this.clock.leapTo(target);
    await this.settle();
  }

  subjectOf(on: Level, of: { run: string; leadId: string }): PauseSubject {
    const { level } = on;
    const ids = { workspace: this.stage.workspaceId, channel: this.stage.workspaceId, workflow: this.workflowId };
    const subjects = { ...ids, node: this.workflowId, version: this.versionId, lead: of.leadId, run: of.run };
    return { level, subjectId: subjects[level], name: 'name' in on ? on.name : '' };
  }

  async pause(on: Level, of: { run: string; leadId: string }, choices: Choices = {}): Promise<void> {
    const { durations, entrants } = choices;
    const request = { ...this.subjectOf(on, of), durations, entrants, actor: 'hanna', reason: 'a test' };
    if (on.level === 'run') await this.hand.control(of.run, { kind: 'pause', ...(durations ? { durations } : {}) });
    else if (on.level === 'workflow')
      await this.hand.inWorkspace((tx) =>
        changeStatus(tx, { workflowId: this.workflowId, status: 'paused', actor: 'hanna', durations, entrants }),
      );
    else await this.hand.inWorkspace((tx) => pause(tx, request));
    await this.settle();
  }

  async resume(on: Level, of: { run: string; leadId: string }, choices: Choices = {}): Promise<void> {
    const { durations, spreadMinutes } = choices;
    if (on.level === 'run') await this.hand.control(of.run, { kind: 'resume' });
    else if (on.level === 'workflow')
      await this.hand.inWorkspace((tx) =>
        changeStatus(tx, { workflowId: this.workflowId, status: 'live', actor: 'hanna', durations, spreadMinutes }),
      );
    else
      await this.hand.inWorkspace((tx) =>
        resume(tx, this.subjectOf(on, of), { actor: 'hanna', durations, spreadMinutes }),
      );
    await this.settle();
  }

  preview(on: Level, of: { run: string; leadId: string }): Promise<ResumeFigures> {
    return this.hand.inWorkspace(async (tx) => {
      const found = await lockPause(tx, this.subjectOf(on, of));
      if (!found) throw new Error(`There is no pause of the ${on.level}.`);
      return previewResume(tx, this.stage.services.plans, found);
    });
  }

  /** The run's log: `hour node what`, e.g. `24 n1 left next`. */
  async log(run: string): Promise<string[]> {
    const rows = await this.hand.inWorkspace((tx) =>
      tx.execute<{ at: number; node: string; what: string }>(
        sql`select extract(epoch from at)::float8 * 1000 as at, node, concat_ws(' ', kind, coalesce(port, outcome)) as what from run_steps where run_id = ${run} order by step_no`,
      ),
    );
    return rows.map(({ at, node, what }) => `${Math.round((at - this.base) / (HOUR / 10)) / 10} ${node} ${what}`);
  }

  /** Delivers what is owed and does what scans find, until there is nothing. */
  async settle(): Promise<void> {
    for (let round = 0; round < ROUNDS; round++) {
      await this.hand.inWorkspace((tx) =>
        tx.execute(sql`update scans set due_at = now() - interval '1 second' where kind <> 'entries'`),
      );
      const scanned = await scanOnce({ db: this.stage.db, onError: (error) => Promise.reject(error) });
      const due = await this.stage.db.asSystem(async (tx) => {
        const rows = await takeDue(tx, ['route', 'start', 'wake'], 100);
        await removeDelivered(
          tx,
          rows.map(({ id }) => id),
        );
        return rows;
      });
      for (const row of due) {
        if (row.kind === 'route') await this.hand.route(row.eventId);
        else if (row.kind === 'start' || row.kind === 'wake') await this.letGo(row.runId);
      }
      if (due.length === 0 && scanned === 0) return;
    }
    throw new Error(`Something is still owed after ${ROUNDS} rounds.`);
  }

  /** Calls a run at the places it asks for until it rests, and keeps its timer. */
  async letGo(run: string, options: CallOptions = {}): Promise<void> {
    let place = 'local';
    for (let call = 0; call < ROUNDS; call++) {
      const answer = await this.hand.call(run, { cause: 'go', ...options, place });
      this.timers.delete(run);
      if (answer.kind === 'wait' && answer.ms !== undefined) this.timers.set(run, this.clock.now() + answer.ms);
      if (answer.kind !== 'step') return;
      place = answer.place;
    }
    throw new Error(`Run ${run} still goes on after ${ROUNDS} calls.`);
  }
}
