import type { ImportMapping } from '@trellis/shared/api/imports.ts';
import { bigint, customType, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { createdAt, id, instant, workspaceId } from './columns.ts';

/*
 * uploading ──last byte──▶ ready ──start──▶ running ──last row──▶ done
 *     └───────────┴── cancel ──┴──▶ cancelled       running ──file unreadable──▶ failed
 */
export const IMPORT_STATUS = ['uploading', 'ready', 'running', 'done', 'cancelled', 'failed'] as const;

const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

/** One CSV file on its way into leads. `offset` and `line` say what is committed: the work goes on there after a kill. */
export const imports = pgTable(
  'imports',
  {
    id: id(),
    workspaceId: workspaceId(),
    name: text('name').notNull(),
    status: text('status', { enum: IMPORT_STATUS }).notNull().default('uploading'),
    size: bigint('size', { mode: 'number' }).notNull().default(0),
    chunks: integer('chunks').notNull().default(0),
    delimiter: text('delimiter').notNull().default(','),
    encoding: text('encoding', { enum: ['utf-8', 'utf-16le', 'windows-1252'] })
      .notNull()
      .default('utf-8'),
    columns: text('columns').array().notNull().default([]),
    /** Per column: where its values go, or null to leave it out. */
    mapping: jsonb('mapping').$type<ImportMapping>().notNull().default([]),
    /** Said by whoever imports: how the leads agreed. Kept with each consent. */
    wording: text('wording'),
    /** Byte of the file before which everything is committed, and the number of records read so far (the header is not one). */
    offset: bigint('offset', { mode: 'number' }).notNull().default(0),
    records: integer('records').notNull().default(0),
    created: integer('created').notNull().default(0),
    updated: integer('updated').notNull().default(0),
    rejected: integer('rejected').notNull().default(0),
    failed: text('failed'),
    createdBy: text('created_by').notNull(),
    createdAt: createdAt(),
    startedAt: instant('started_at'),
    movedAt: instant('moved_at').notNull().defaultNow(),
    endedAt: instant('ended_at'),
  },
  (t) => [index('imports_newest').on(t.workspaceId, t.id.desc()), index('imports_moved').on(t.status, t.movedAt)],
);

/** The uploaded file in pieces of equal size (the last may be shorter), so that every worker can reach it. Gone once the import has ended. */
export const importChunks = pgTable(
  'import_chunks',
  {
    workspaceId: workspaceId(),
    importId: uuid('import_id')
      .notNull()
      .references(() => imports.id),
    no: integer('no').notNull(),
    content: bytes('content').notNull(),
  },
  (t) => [primaryKey({ columns: [t.importId, t.no] })],
);

/** Records that were not taken, for the report. */
export const importErrors = pgTable(
  'import_errors',
  {
    workspaceId: workspaceId(),
    importId: uuid('import_id')
      .notNull()
      .references(() => imports.id),
    /** Number of the record, the first after the header is 1. */
    record: integer('record').notNull(),
    code: text('code').notNull(),
    message: text('message').notNull(),
    cells: text('cells').array().notNull(),
  },
  (t) => [primaryKey({ columns: [t.importId, t.record] })],
);
