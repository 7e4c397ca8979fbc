import { z } from 'zod';
import { fieldSchema } from '../condition/condition.ts';
import { conditionSchema } from '../condition/parse.ts';
import { eventPatternSchema } from '../event/event.ts';
import { durationSchema } from '../schedule/duration.ts';
import { windowSchema } from '../schedule/window.ts';

/** What a form knows of a config field; it goes into the schema by `.meta(…)` and reaches the editor as JSON Schema. */
export interface FieldMeta {
  title: string;
  /** One line under the field. */
  help?: string;
  /** Name of the editor's widget; without one the field is drawn from its plain schema. */
  widget?: Widget;
  /** The field is shown only while this holds for the config, e.g. `mode=date` (see when.ts). */
  when?: string;
  /** Behind “More”. */
  advanced?: boolean;
  /** For choices: what people read for each value. */
  labels?: Record<string, string>;
  /** For template texts: several lines. */
  multiline?: boolean;
  /** For durations: the port taken when the time is over, named in the computed example. */
  port?: string;
  /** For durations: what the computed example tells: when the lead goes on (usual), when it is due, since when, or nothing. */
  example?: 'due' | 'back' | 'none';
  /** For workflows: the one chosen has to take leads in by hand. */
  needs?: 'manual-trigger';
}

export const WIDGETS = [
  'duration',
  'condition',
  'event',
  'template-text',
  'window',
  'lead-field',
  'percentages',
  'key-value',
  'branches',
  'workflow',
  'segment',
  'person',
  'form',
  'form-moment',
  'step',
  'field',
  'weekdays',
  'cron',
  'date-time',
  'port-list',
  're-entry',
  'entry-cap',
  'priority',
  'time-zone',
] as const;
export type Widget = (typeof WIDGETS)[number];

/** An event's name, or the beginning of one followed by `*`. */
export const eventField = (meta: FieldMeta) => eventPatternSchema.meta({ widget: 'event', ...meta });

/** A condition; add `.optional()` behind it where leads may pass without one. */
export const conditionField = (meta: FieldMeta) => conditionSchema.meta({ widget: 'condition', ...meta });

/** An amount of time, elapsed or on the calendar. */
export const durationField = (meta: FieldMeta) => durationSchema.meta({ widget: 'duration', ...meta });

/** Hours on weekdays. */
export const windowField = (meta: FieldMeta) => windowSchema.meta({ widget: 'window', ...meta });

/** A text with Liquid in it, at most `max` characters as written. */
export const templateField = (max: number, meta: FieldMeta) =>
  z
    .string()
    .max(max)
    .meta({ widget: 'template-text', ...meta });

/** The id of another workflow. */
export const workflowField = (meta: FieldMeta) =>
  z
    .string()
    .trim()
    .min(1, 'choose a workflow')
    .max(100)
    .meta({ widget: 'workflow', ...meta });

/** The id of a segment. */
export const segmentField = (meta: FieldMeta) =>
  z
    .string()
    .trim()
    .min(1, 'choose a segment')
    .max(100)
    .meta({ widget: 'segment', ...meta });

/** The id of somebody who works here, or `role:` and a role: whoever has it. */
export const personField = (meta: FieldMeta) =>
  z
    .string()
    .trim()
    .max(100)
    .meta({ widget: 'person', ...meta });

/** The id of a form. */
export const formField = (meta: FieldMeta) =>
  z
    .string()
    .trim()
    .max(200)
    .meta({ widget: 'form', ...meta });

/** At what an entry of the form beside it counts: when it is sent, which is usual, or when its address has confirmed (double opt-in). */
export const FORM_MOMENTS = ['submitted', 'confirmed'] as const;
export type FormMoment = (typeof FORM_MOMENTS)[number];

/**
 * One of `FORM_MOMENTS`, at the top of a config beside a `formField` named `form`. Absent means `submitted`, so that configs and plans from before there
 * was a choice stay as they are.
 */
export const formMomentField = (meta: FieldMeta) =>
  z
    .enum(FORM_MOMENTS)
    .optional()
    .meta({ widget: 'form-moment', default: 'submitted' satisfies FormMoment, ...meta });

/** The id of another step of the same workflow. */
export const stepField = (meta: FieldMeta) =>
  z
    .string()
    .trim()
    .max(40)
    .meta({ widget: 'step', ...meta });

/** A field as conditions name it: `lead.city`, `trigger.topic`, `output.n3.port`. */
export const fieldField = (meta: FieldMeta) => fieldSchema.meta({ widget: 'field', ...meta });

/** The name of a lead attribute. */
export const leadField = (meta: FieldMeta) =>
  z
    .string()
    .trim()
    .min(1)
    .max(100)
    .meta({ widget: 'lead-field', ...meta });

/** The id of a branch, which is its port: short and stable, so that renaming a branch moves no line. */
export const branchId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,40}$/, 'expected 1 to 40 letters, digits, - or _')
  .refine((id) => !(id in Object.prototype), 'this id is reserved, add the branch again');
