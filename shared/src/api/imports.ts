import { z } from 'zod';
import { id, instant, notFound, pageInput, pageOf, personSchema, route } from './base.ts';
import { MAY_OPERATE, MAY_READ } from './roles.ts';

const tags = ['Imports'];

/** Bytes of one piece of the file; all but the last have exactly so many. */
export const IMPORT_CHUNK_BYTES = 1024 * 1024;
/** 1 M rows of ordinary width are some 100 MB. */
export const IMPORT_MAX_BYTES = 1024 * 1024 * 1024;
const MAX_CHUNKS = IMPORT_MAX_BYTES / IMPORT_CHUNK_BYTES;

/** Where a column's values go: a field of the lead, or `attributes.<name>`. */
export const importTargetSchema = z.union([
  z.enum(['email', 'userId', 'phone', 'timeZone', 'tags', 'consent.email']),
  z.string().regex(/^attributes\.[^\s.]\P{Cc}{0,98}$/u, 'An attribute is written as attributes.<name>'),
]);

export const importColumnSchema = z.object({
  to: importTargetSchema,
  /** How an attribute's text is read; text where absent. */
  as: z.enum(['text', 'number', 'boolean', 'date']).optional(),
  /** Dates: day or month first, 2026-04-03 where absent. Numbers: 1.234,5 where `comma`, 1,234.5 where absent. */
  format: z.enum(['dmy', 'mdy', 'comma']).optional(),
});
/** One entry a column, in the file's order; null leaves the column out. */
export const importMappingSchema = z.array(importColumnSchema.nullable()).max(500);
export type ImportColumn = z.infer<typeof importColumnSchema>;
export type ImportMapping = z.infer<typeof importMappingSchema>;

export const DELIMITERS = [',', ';', '\t', '|'] as const;
export const encodingSchema = z.enum(['utf-8', 'utf-16le', 'windows-1252']);

export const importStatusSchema = z.enum(['uploading', 'ready', 'running', 'done', 'cancelled', 'failed']);

export const importSchema = z.object({
  id,
  name: z.string(),
  status: importStatusSchema,
  /** Bytes of the file, and how many of them are here. */
  size: z.number().int(),
  uploaded: z.number().int(),
  /** 0 to 1, by bytes. */
  progress: z.number(),
  /** Records read so far, and what became of them. */
  records: z.number().int(),
  created: z.number().int(),
  updated: z.number().int(),
  rejected: z.number().int(),
  columns: z.array(z.string()),
  /** As guessed from the file, or as told since. */
  delimiter: z.string(),
  encoding: encodingSchema,
  wording: z.string().nullable(),
  mapping: importMappingSchema,
  /** Why it ended as failed: a sentence. */
  failed: z.string().nullable(),
  createdBy: personSchema,
  createdAt: instant,
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
});

const one = { 'import-state': { status: 409, message: 'The import is not in the state for this.' } } as const;
const which = z.object({ importId: id });

const list = route
  .route({ method: 'GET', path: '/imports', summary: 'Imports, newest first', tags })
  .meta({ roles: MAY_READ })
  .input(z.object(pageInput))
  .output(pageOf(importSchema));

const get = route
  .route({ method: 'GET', path: '/imports/{importId}', summary: 'An import with its progress', tags })
  .meta({ roles: MAY_READ })
  .errors(notFound)
  .input(which)
  .output(importSchema);

const create = route
  .route({ method: 'POST', path: '/imports', summary: 'Announce a CSV file', tags, successStatus: 201 })
  .meta({ roles: MAY_OPERATE })
  .input(
    z.object({
      name: z.string().trim().min(1).max(200),
      size: z.number().int().min(1).max(IMPORT_MAX_BYTES),
    }),
  )
  .output(importSchema);

/** Pieces may come again, and in any order. */
const upload = route
  .route({ method: 'PUT', path: '/imports/{importId}/chunks/{no}', summary: 'Hand in a piece of the file', tags })
  .meta({ roles: MAY_OPERATE })
  .errors({
    ...notFound,
    ...one,
    'chunk-size': { status: 400, message: 'The piece does not have the length that its number asks for.' },
  })
  .input(
    which.extend({
      no: z.number().int().min(0).max(MAX_CHUNKS),
      /** Base64 of 1 MiB of the file, or of what is left of it. */
      content: z
        .string()
        .min(1)
        .max(Math.ceil(IMPORT_CHUNK_BYTES / 3) * 4 + 4),
    }),
  )
  .output(importSchema);

const preview = route
  .route({
    method: 'POST',
    path: '/imports/{importId}/preview',
    summary: 'The first records, and a guess of what the columns are',
    tags,
  })
  .meta({ roles: MAY_OPERATE })
  .errors({
    ...notFound,
    ...one,
    'file-unreadable': { status: 422, message: 'The file cannot be read as CSV.' },
  })
  .input(
    which.extend({
      /** Where the guess is wrong. The mapping is guessed anew. */
      delimiter: z.enum(DELIMITERS).optional(),
      encoding: encodingSchema.optional(),
    }),
  )
  .output(
    z.object({
      import: importSchema,
      delimiter: z.string(),
      encoding: encodingSchema,
      rows: z.array(z.array(z.string())),
      guess: importMappingSchema,
    }),
  );

/** The mapping is kept, so that whoever comes back finds it as it was. */
const check = route
  .route({
    method: 'POST',
    path: '/imports/{importId}/check',
    summary: 'What an import with this mapping would do, by its first records',
    tags,
  })
  .meta({ roles: MAY_OPERATE })
  .errors({
    ...notFound,
    ...one,
    'file-unreadable': { status: 422, message: 'The file cannot be read as CSV.' },
  })
  .input(which.extend({ mapping: importMappingSchema, wording: z.string().trim().max(2_000).optional() }))
  .output(
    z.object({
      /** Why it cannot start like this; the rest counts nothing then. */
      problem: z.string().nullable(),
      /** Records looked at, whether these were all, and how many the file has if the others are as long. */
      records: z.number().int(),
      whole: z.boolean(),
      expected: z.number().int(),
      /** Leads that would be made and changed; records about a lead whom an earlier record names; records that would not be taken. */
      created: z.number().int(),
      updated: z.number().int(),
      repeated: z.number().int(),
      rejected: z.number().int(),
      problems: z.array(z.object({ record: z.number().int(), code: z.string(), message: z.string() })),
      /** The first records as they would be read: a text per column, null where nothing is read. */
      reads: z.array(z.array(z.string().nullable())),
    }),
  );

const start = route
  .route({ method: 'POST', path: '/imports/{importId}/start', summary: 'Begin to import', tags })
  .meta({ roles: MAY_OPERATE })
  .errors({
    ...notFound,
    ...one,
    'mapping-invalid': { status: 422, message: 'The columns cannot be mapped like this.' },
  })
  .input(
    which.extend({
      mapping: importMappingSchema,
      /** How the leads agreed to get mail: kept with each consent that the file brings. Needed where a column says consent. */
      wording: z.string().trim().max(2_000).optional(),
    }),
  )
  .output(importSchema);

/** What was imported before stays. */
const cancel = route
  .route({ method: 'POST', path: '/imports/{importId}/cancel', summary: 'Stop an import', tags })
  .meta({ roles: MAY_OPERATE })
  .errors({ ...notFound, ...one })
  .input(which)
  .output(importSchema);

export const importErrorSchema = z.object({
  /** Number of the record; the first after the header is 1. */
  record: z.number().int(),
  code: z.string(),
  message: z.string(),
  cells: z.array(z.string()),
});

/** As a file: `GET /api/imports/{importId}/errors.csv`. */
const errors = route
  .route({ method: 'GET', path: '/imports/{importId}/errors', summary: 'Records that were not taken, and why', tags })
  .meta({ roles: MAY_READ })
  .errors(notFound)
  .input(which.extend(pageInput))
  .output(pageOf(importErrorSchema));

export const imports = { list, get, create, upload, preview, check, start, cancel, errors };
export type Import = z.infer<typeof importSchema>;
export type ImportStatus = z.infer<typeof importStatusSchema>;
export type ImportEncoding = z.infer<typeof encodingSchema>;
export type ImportError = z.infer<typeof importErrorSchema>;
