import { z } from 'zod';
import { id, instant, pageInput, pageOf, personSchema, route } from './base.ts';
import { MAY_GOVERN } from './roles.ts';

/** Beginnings of actions (`lead.erase`), which the list can be narrowed to. */
export const AUDIT_AREAS = [
  'workspace',
  'member',
  'key',
  'secret',
  'workflow',
  'run',
  'lead',
  'form',
  'import',
  'mail',
  'segment',
  'task',
  'pause',
] as const;

export const auditEntrySchema = z.object({
  id,
  at: instant,
  actor: personSchema,
  /** Verb with its object: `workflow.publish`. */
  action: z.string(),
  subject: z.object({ kind: z.string(), id: id.nullable(), name: z.string().nullable() }),
  reason: z.string().nullable(),
  change: z.record(z.string(), z.unknown()),
});

const list = route
  .route({ method: 'GET', path: '/audit', summary: 'Who changed what, when and why; newest first', tags: ['Audit'] })
  .meta({ roles: MAY_GOVERN })
  .input(
    z.object({
      area: z.enum(AUDIT_AREAS).optional(),
      /** User id. */
      actor: z.string().max(100).optional(),
      ...pageInput,
    }),
  )
  .output(pageOf(auditEntrySchema));

export const audit = { list };
export type AuditEntryView = z.infer<typeof auditEntrySchema>;
export type AuditArea = (typeof AUDIT_AREAS)[number];
