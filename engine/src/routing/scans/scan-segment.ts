import { NOTHING_LOADED } from '@trellis/shared/node/lookup.ts';
import type { WorkspaceTx } from '../../db/client.ts';
import { toWorkspaceTime } from '../../db/queries/clock.ts';
import { readWorkspaceTimes } from '../../db/queries/routing.ts';
import { lockLeads } from '../../db/queries/run-locks.ts';
import { type DueScan, keepScan, leadsAfter, removeScan } from '../../db/queries/scans.ts';
import { readSegment } from '../../db/queries/segments.ts';
import { followSegments } from '../follow-segments.ts';

/** Leads per transaction: each may need look-ups of its own. */
const BATCH = 100;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Asks a segment's rule of every lead anew: after the rule was changed, and once a day for what only time makes true. */
export async function scanSegment(tx: WorkspaceTx, scan: DueScan): Promise<void> {
  const segment = await readSegment(tx, scan.subjectId);
  if (!segment?.condition) {
    await removeScan(tx, scan);
    return;
  }
  const { clock, real, timeZone } = await readWorkspaceTimes(tx);
  const now = toWorkspaceTime(clock, real);
  const found = await leadsAfter(tx, { cursor: scan.cursor, limit: BATCH });
  const locked = await lockLeads(
    tx,
    found.map(({ id }) => id),
  );
  for (const lead of locked) {
    const world = {
      now,
      clockFactor: clock.factor,
      runId: '',
      lead,
      trigger: null,
      blocked: {},
      workspaceTimeZone: timeZone,
      loaded: NOTHING_LOADED,
    };
    await followSegments(tx, world, `scan:${Math.round(now)}`, segment.id);
  }
  const last = found.at(-1);
  const done = !last || found.length < BATCH;
  await keepScan(tx, {
    ...scan,
    occurrence: done ? null : 'all',
    cursor: done ? null : last.id,
    doneUntil: done ? now : scan.doneUntil,
    inMs: done ? Math.max(1_000, DAY_MS / clock.factor) : 0,
    seen: found.length,
  });
}
