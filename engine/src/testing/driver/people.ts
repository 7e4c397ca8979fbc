import { createHash } from 'node:crypto';
import type { EventRecord } from '@trellis/shared/event/event.ts';
import type { Chance } from '@trellis/shared/testing/chance.ts';
import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../../db/client.ts';
import { recordEvents } from '../../intake/record-events.ts';
import { optOut } from '../../messages/consent.ts';
import { type ControlAction, controlRun } from '../../runs/control.ts';
import type { Stage } from '../stage.ts';
import type { Agenda } from './agenda.ts';
import type { Calls } from './calls.ts';
import type { Meddling } from './fate.ts';
import type { MailSink } from './loopback-mail.ts';
import { ABOVE, PausesAbove } from './pauses-above.ts';
import { type RunRow, readRuns } from './row.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

export interface PeopleOptions {
  stage: Stage;
  workspaceId: string;
  chance: Chance;
  sink: MailSink;
  agenda: Agenda;
  calls: Calls;
  now(): number;
}

/** What leads and marketers do, through the code that api and intake use. */
export class People {
  readonly above: PausesAbove;
  private readonly options: PeopleOptions;

  constructor(options: PeopleOptions) {
    this.options = options;
    this.above = new PausesAbove((work) => this.inWorkspace(work), options.chance);
  }

  private inWorkspace<T>(work: (tx: WorkspaceTx) => Promise<T>): Promise<T> {
    return this.options.stage.db.inWorkspace(this.options.workspaceId, work);
  }

  track(leadId: string, event: EventRecord): Promise<void> {
    const { name, properties, messageId, occurredAt, receivedAt } = event;
    return this.inWorkspace(async (tx) => {
      await recordEvents(tx, [
        {
          messageId: `${messageId} of ${leadId}`,
          bodyHash: createHash('sha256').update(messageId).digest('hex'),
          name,
          properties,
          occurredAt: Date.now() + Date.parse(occurredAt) - Date.parse(receivedAt),
          source: 'track',
          lead: { id: leadId },
        },
      ]);
    });
  }

  async meddleWithLead(leadId: string, what: Meddling | 'skip-wait'): Promise<void> {
    const runs = await this.inWorkspace((tx) => readRuns(tx));
    for (const run of runs) if (run.leadId === leadId && run.status !== 'ended') await this.meddle(run.id, what);
  }

  async meddle(runId: string, what: Meddling | 'skip-wait'): Promise<void> {
    const { agenda, calls, chance, now, sink, stage } = this.options;
    const [run] = await this.inWorkspace((tx) => readRuns(tx, runId));
    if (!run) return;
    const later = (work: () => Promise<void>) => agenda.add(now() + chance.int(1, 20) * DAY, work);
    switch (what) {
      case 'pause':
      case 'pause-and-resume': {
        await this.control(run, { kind: 'pause' });
        const resume = async () => {
          const [found] = await this.inWorkspace((tx) => readRuns(tx, runId));
          if (found) await this.control(found, { kind: 'resume' });
        };
        if (what === 'pause-and-resume') return resume();
        later(resume);
        for (let i = 0; i < 3; i++) await calls.stray(runId);
        return;
      }
      case 'exit':
      case 'skip-wait':
        return this.control(run, { kind: what });
      case 'opt-out': {
        const { email } = run;
        if (!email) return;
        const { secret } = stage.services;
        await this.inWorkspace((tx) => optOut(tx, secret, { address: email, reason: 'unsubscribed', source: 'test' }));
        sink.markOptedOut(email);
        return;
      }
      case 'event': {
        const at = new Date(now()).toISOString();
        const name = chance.pick(['email.clicked', 'email.opened', 'meeting.booked', 'page.viewed']);
        const properties = { topic: 'pricing', tag: 'read-guide', amount: 99 };
        return this.track(run.leadId, {
          id: uuidv7(),
          name,
          properties,
          occurredAt: at,
          receivedAt: at,
          messageId: uuidv7(),
        });
      }
      case 'pause-workflow':
        await this.above.putOn('workflow', run);
        later(() => this.above.lift('workflow', run));
        return;
      case 'pause-above': {
        const level = chance.pick(ABOVE);
        await this.above.putOn(level, run);
        for (let i = 0; i < 2; i++) await calls.stray(runId);
        later(() => this.above.lift(level, run));
        return;
      }
      case 'stray':
        return calls.stray(runId);
      default:
        what satisfies never;
    }
  }

  /** As a person does it who has just looked; what is refused is refused. */
  async control({ id, stepNo }: RunRow, action: ControlAction): Promise<void> {
    await this.inWorkspace((tx) =>
      controlRun(tx, this.options.stage.services.plans, {
        runId: id,
        action,
        seen: stepNo,
        actor: 'test',
        actorName: 'Test',
      }),
    );
  }
}
