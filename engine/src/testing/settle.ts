import { sql } from 'drizzle-orm';
import { removeDelivered, takeDue } from '../db/queries/outbox.ts';
import type { HandRun } from './hand-run.ts';
import type { Stage } from './stage.ts';

const ROUNDS = 60;

/** Delivers everything the outbox owes, as the dispatcher and Temporal would, until nothing is owed: routes events, and lets runs go as far as they can. */
export async function settle(stage: Stage, hand: HandRun): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const due = await stage.db.asSystem(async (tx) => {
      const rows = await takeDue(tx, ['route', 'start', 'wake'], 100);
      await removeDelivered(
        tx,
        rows.map(({ id }) => id),
      );
      return rows;
    });
    if (due.length === 0) return;
    for (const row of due) {
      if (row.kind === 'route') await hand.route(row.eventId);
      else if (row.kind === 'start' || row.kind === 'wake') await letGo(hand, row.runId);
    }
  }
  throw new Error(`The outbox still owes something after ${ROUNDS} rounds.`);
}

/** Calls a run at the places it asks for until it rests or ends. */
export async function letGo(hand: HandRun, runId: string): Promise<void> {
  let place = 'local';
  for (let call = 0; call < ROUNDS; call++) {
    const answer = await hand.call(runId, { cause: 'go', place });
    if (answer.kind !== 'step') return;
    place = answer.place;
  }
  throw new Error(`Run ${runId} still goes on after ${ROUNDS} calls.`);
}

/** Lets every run of the workspace that has not ended look again, as its timer or a sweep would. */
export async function letAllGo(stage: Stage, hand: HandRun): Promise<void> {
  const rows = await hand.inWorkspace((tx) =>
    tx.execute<{ id: string }>(
      sql`select id from runs where status = 'active' and workspace_id = ${stage.workspaceId} order by id`,
    ),
  );
  for (const { id } of rows) await letGo(hand, id);
  await settle(stage, hand);
}
