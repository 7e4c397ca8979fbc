import type { PauseLevel } from '@trellis/shared/api/pauses.ts';
import type { Chance } from '@trellis/shared/testing/chance.ts';
import type { WorkspaceTx } from '../../db/client.ts';
import { listPauses, type PauseSubject } from '../../db/queries/pauses.ts';
import { pause, resume } from '../../pauses/pause.ts';
import { changeStatus } from '../../workflows/status.ts';
import type { RunRow } from './row.ts';

/** Levels above a single run. */
export const ABOVE = ['workspace', 'channel', 'workflow', 'version', 'node', 'lead'] as const;
type Above = (typeof ABOVE)[number];

/** What marketers pause above runs, with every choice there is. Several may lie over a run at once. */
export class PausesAbove {
  private readonly inWorkspace: <T>(work: (tx: WorkspaceTx) => Promise<T>) => Promise<T>;
  private readonly chance: Chance;

  constructor(inWorkspace: <T>(work: (tx: WorkspaceTx) => Promise<T>) => Promise<T>, chance: Chance) {
    this.inWorkspace = inWorkspace;
    this.chance = chance;
  }

  async putOn(level: Above, run: RunRow): Promise<void> {
    const choices = {
      durations: this.chance.pick(['stop', 'run'] as const),
      entrants: this.chance.pick(['queue', 'drop'] as const),
      actor: 'test',
    };
    await this.inWorkspace(async (tx) => {
      if (level === 'workflow') await changeStatus(tx, { workflowId: run.workflowId, status: 'paused', ...choices });
      else await pause(tx, { ...subjectOf(tx, level, run), ...choices });
    });
  }

  async lift(level: Above, run: RunRow): Promise<void> {
    await this.inWorkspace((tx) => this.resume(tx, subjectOf(tx, level, run)));
  }

  /** Ends whatever is on; false where nothing was. */
  liftAll(): Promise<boolean> {
    return this.inWorkspace(async (tx) => {
      const on = await listPauses(tx, {});
      for (const one of on) await this.resume(tx, one);
      return on.length > 0;
    });
  }

  private async resume(tx: WorkspaceTx, subject: PauseSubject): Promise<void> {
    const spreadMinutes = this.chance.pick([0, 0, 30]);
    if (subject.level === 'workflow')
      await changeStatus(tx, { workflowId: subject.subjectId, status: 'live', spreadMinutes, actor: 'test' });
    else await resume(tx, subject, { spreadMinutes, actor: 'test' });
  }
}

function subjectOf(tx: WorkspaceTx, level: PauseLevel, { workflowId, versionId, leadId, node }: RunRow): PauseSubject {
  switch (level) {
    case 'workspace':
      return { level, subjectId: tx.workspaceId, name: '' };
    case 'channel':
      return { level, subjectId: tx.workspaceId, name: 'email' };
    case 'version':
      return { level, subjectId: versionId, name: '' };
    case 'node':
      return { level, subjectId: workflowId, name: node ?? 'none' };
    case 'lead':
      return { level, subjectId: leadId, name: '' };
    default:
      return { level: 'workflow', subjectId: workflowId, name: '' };
  }
}
