import { type SQL, sql } from 'drizzle-orm';
import type { SystemTx, WorkspaceTx } from '../client.ts';

/** The map from real time to workspace time; instants in epoch ms. */
export interface WorkspaceClock {
  anchorReal: number;
  anchor: number;
  /** Workspace ms per real ms. */
  factor: number;
  version: number;
}

/** An instant column as epoch ms. */
export const epoch = (column: SQL | string): SQL =>
  sql`(extract(epoch from ${typeof column === 'string' ? sql.raw(column) : column}) * 1000)::float8`;

/** Epoch ms as an instant; null stays null. */
export const instantOf = (ms: number | null): SQL =>
  ms === null ? sql`null::timestamptz` : sql`to_timestamp(${ms}::float8 / 1000)`;

/** The columns of `workspaces w` that make a clock, as JSON: one column of a larger statement. */
export const clockColumn = sql`jsonb_build_object('anchorReal', ${epoch('w.clock_anchor_real')}, 'anchor', ${epoch('w.clock_anchor')},
  'factor', w.clock_factor, 'version', w.clock_version)`;

/** The database's real time, epoch ms, at the moment of evaluation. */
export const realNow = epoch('clock_timestamp()');

/** Workspace time (epoch ms) at a real instant. */
export function toWorkspaceTime(clock: WorkspaceClock, real: number): number {
  return clock.anchor + (real - clock.anchorReal) * clock.factor;
}

/** Real time (epoch ms) at a workspace instant. */
export function toRealTime(clock: WorkspaceClock, at: number): number {
  return clock.anchorReal + (at - clock.anchor) / clock.factor;
}

/** The clock of a workspace and the database's real time. @throws when there is no such workspace. */
export async function readClock(
  tx: WorkspaceTx | SystemTx,
  workspaceId: string,
): Promise<{ clock: WorkspaceClock; real: number; now: number }> {
  const [row] = await tx.execute<{ clock: WorkspaceClock; real: number }>(
    sql`select ${clockColumn} as clock, ${realNow} as real from workspaces w where w.id = ${workspaceId}`,
  );
  if (!row) throw new Error(`There is no workspace ${workspaceId}.`);
  return { clock: row.clock, real: row.real, now: toWorkspaceTime(row.clock, row.real) };
}
