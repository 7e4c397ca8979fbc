import type { Database } from '../db/client.ts';
import type { OutboxRow } from '../db/queries/outbox.ts';
import { openRuns, restartRuns } from '../db/queries/system-sweeps.ts';
import { afterRace } from '../intake/after-race.ts';
import type { Announcer } from '../live/announcer.ts';
import { workMove } from '../moves/work-move.ts';
import { routeEvent } from '../routing/route-event.ts';
import type { RunClient } from './client.ts';
import { workJob } from './control-job.ts';
import type { DecideDeps } from './decide-once.ts';
import type { Plans } from './plans.ts';

export interface DeliverDeps {
  db: Pick<Database, 'inWorkspace' | 'asSystem'>;
  client: Pick<RunClient, 'start' | 'wake'>;
  plans: Plans;
  decide: DecideDeps;
  announcer: Pick<Announcer, 'announce'>;
  /** Routing has put further rows into the outbox. */
  nudge(): void;
}

/** Delivers one outbox row: routes an event, starts a run's workflow, wakes it. Bears any repetition and any order. */
export async function deliver(deps: DeliverDeps, row: OutboxRow): Promise<void> {
  const { db, client, announcer, nudge, plans, decide } = deps;
  switch (row.kind) {
    case 'route': {
      const routed = await afterRace(() => db.inWorkspace(row.workspaceId, (tx) => routeEvent(tx, row.eventId)));
      announcer.announce(row.workspaceId, routed.started.length > 0 ? ['events', 'runs', 'workflows'] : ['events']);
      if (routed.started.length + routed.woken.length > 0) nudge();
      return;
    }
    case 'start':
      await client.start(
        { workspace: row.workspaceId, run: row.runId, n: -1, place: row.place, label: 'Start' },
        row.again ?? false,
        row.priority,
      );
      return;
    case 'wake': {
      if ((await client.wake(row.runId, row.n)) === 'woken') return;
      // An ended run has no execution to wake; any other has lost its own and gets a fresh one.
      const lost = await db.asSystem(async (tx) => {
        const open = await openRuns(tx, [row.runId]);
        await restartRuns(tx, open);
        return open.length > 0;
      });
      if (lost) nudge();
      return;
    }
    case 'control': {
      const treated = await workJob(
        { db, plans },
        { workspaceId: row.workspaceId, jobId: row.jobId, outboxId: row.id },
      );
      announcer.announce(row.workspaceId, ['runs', 'leads']);
      if (treated > 0) nudge();
      return;
    }
    case 'move': {
      const treated = await workMove(
        { db, plans, decide },
        { workspaceId: row.workspaceId, moveId: row.moveId, outboxId: row.id },
      );
      announcer.announce(row.workspaceId, ['runs', 'leads', 'workflows']);
      if (treated > 0) nudge();
      return;
    }
    case 'confirm':
    case 'import':
      throw new Error(`Outbox row ${row.id} (${row.kind}) is no matter of runs: roles/errands.ts delivers it.`);
    default:
      return row satisfies never;
  }
}
