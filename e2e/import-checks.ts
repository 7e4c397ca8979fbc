import type { Database } from '@trellis/engine/db/client.ts';
import { findViolations } from '@trellis/engine/testing/invariants.ts';
import { sql } from 'drizzle-orm';
import type { Expected } from './ugly-csv.ts';

/** What an import came to, in the form of what was expected: read back from the tables, not from the import's own counters alone. */
export interface Found extends Expected {
  status: string;
  records: number;
  /** Entries of the audit log about its end (I9). */
  audited: number;
  /** Addresses that are known, and leads that have one. */
  addresses: [number, number];
  /** Leads that a repeated record changed. */
  changed: number;
  /** Consents, and addresses that must not be mailed. */
  no: [number, number];
  /** Pieces of the file that are still there. */
  pieces: number;
  violations: string[];
}

/** Reads what one import of the ugly file did to a workspace that holds nothing else. */
export async function readFound(db: Database, workspaceId: string, importId: string): Promise<Found> {
  const found = await db.inWorkspace(workspaceId, async (tx) => {
    const [file] = await tx.execute<{
      status: string;
      records: number;
      created: number;
      updated: number;
      rejected: number;
    }>(sql`select status, records, created, updated, rejected from imports where id = ${importId}`);
    const errors = await tx.execute<{ code: string; count: number; sum: number }>(
      sql`select code, count(*)::int as count, sum(record)::float8 as sum from import_errors where import_id = ${importId} group by code`,
    );
    const [rows] = await tx.execute<{
      leads: number;
      seats: number;
      changed: number;
      mails: number;
      addresses: number;
      opted: number;
      words: number;
      suppressed: number;
      audited: number;
      pieces: number;
    }>(sql`select count(*)::int as leads, coalesce(sum((attributes ->> 'seats')::int), 0)::float8 as seats, count(email)::int as mails,
        (count(*) filter (where attributes ->> 'plan' = 'pro'))::int as changed, (count(*) filter (where consent_email = 'opted-out'))::int as opted,
        (select count(*)::int from lead_identities where kind = 'email') as addresses, (select count(*)::int from suppressions) as suppressed,
        (select count(*)::int from consents where state = 'opted-out') as words,
        (select count(*)::int from audit_log where subject_id = ${importId}::uuid and action = 'import.done') as audited,
        (select count(*)::int from import_chunks where import_id = ${importId}) as pieces from leads`);
    return { file, errors, rows };
  });
  const { file, rows, errors } = found;
  if (!file || !rows) throw new Error(`There is no import ${importId}.`);
  return {
    status: file.status,
    records: file.records,
    created: file.created === rows.leads ? rows.leads : -1,
    updated: file.updated,
    rejected: file.rejected,
    errors: Object.fromEntries(errors.map(({ code, count, sum }) => [code, { count, sum }])),
    seats: rows.seats,
    saidNo: rows.opted,
    audited: rows.audited,
    addresses: [rows.addresses, rows.mails],
    changed: rows.changed,
    no: [rows.words, rows.suppressed],
    pieces: rows.pieces,
    violations: await findViolations({ db, arrived: () => 0, workspaceId }),
  };
}

/** The whole of what has to be found. */
export const foundOf = (expected: Expected, found: Found): Found => ({
  ...expected,
  status: 'done',
  records: expected.created + expected.updated + expected.rejected,
  audited: 1,
  addresses: [found.addresses[1], found.addresses[1]],
  changed: expected.updated,
  no: [expected.saidNo, expected.saidNo],
  pieces: 0,
  violations: [],
});
