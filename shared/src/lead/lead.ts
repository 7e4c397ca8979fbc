import { z } from 'zod';
import { type JsonValue, jsonObjectSchema } from '../event/json.ts';

export const consentStateSchema = z.enum(['opted-in', 'opted-out', 'unknown']);
export type ConsentState = z.infer<typeof consentStateSchema>;

/** A lead as one step sees it: read once per evaluation, and logged with it. */
export const leadSnapshotSchema = z.object({
  id: z.string().min(1),
  email: z.string().nullish(),
  phone: z.string().nullish(),
  /** IANA name, such as `Europe/Berlin`; an unknown name is passed over when the time zone is resolved. */
  timeZone: z.string().nullish(),
  stage: z.string().nullish(),
  attributes: jsonObjectSchema,
  tags: z.array(z.string()),
  /** Consent per channel; an absent channel is `unknown`. */
  consent: z.object({
    email: consentStateSchema,
    sms: consentStateSchema.optional(),
    call: consentStateSchema.optional(),
  }),
  createdAt: z.iso.datetime({ offset: true }),
});
export type LeadSnapshot = z.infer<typeof leadSnapshotSchema>;
/** The time zone of the lead's account, whose traits stand beside the lead's own as `account`; undefined where it has none. */
export function accountZoneOf({ attributes: { account } }: Pick<LeadSnapshot, 'attributes'>): string | undefined {
  if (typeof account !== 'object' || account === null || Array.isArray(account)) return undefined;
  const zone = ['timezone', 'timeZone', 'time_zone']
    .map((name) => account[name])
    .find((one) => typeof one === 'string');
  return typeof zone === 'string' ? zone : undefined;
}

export type ConsentChannel = keyof LeadSnapshot['consent'];

export const attributeKindSchema = z.enum(['text', 'number', 'boolean', 'date', 'list']);
export type AttributeKind = z.infer<typeof attributeKindSchema>;

/** One line of a workspace's catalogue of lead attributes: what forms offer and the compiler knows. */
export const attributeDefinitionSchema = z.object({
  name: z.string().min(1).max(100),
  kind: attributeKindSchema,
  /** What people read; the name if absent. */
  label: z.string().min(1).max(100).optional(),
  /** The values to offer, where the attribute has a closed set. */
  options: z.array(z.string().max(200)).max(500).optional(),
});
export type AttributeDefinition = z.infer<typeof attributeDefinitionSchema>;

/** The attributes every lead has by itself, in the order forms show them. */
export const BUILT_IN_ATTRIBUTES: readonly AttributeDefinition[] = [
  { name: 'email', kind: 'text' },
  { name: 'phone', kind: 'text' },
  { name: 'stage', kind: 'text' },
  { name: 'tags', kind: 'list' },
  { name: 'timeZone', kind: 'text', label: 'time zone' },
  { name: 'createdAt', kind: 'date', label: 'created' },
  { name: 'consent.email', kind: 'text', label: 'email consent', options: ['opted-in', 'opted-out', 'unknown'] },
  { name: 'consent.sms', kind: 'text', label: 'SMS consent', options: ['opted-in', 'opted-out', 'unknown'] },
];

// `T` and a time are optional; anything longer than 40 characters is text.
const ISO_DATE = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}|$)/;

/** The kind a value suggests when the catalogue does not know its attribute yet; undefined for null and objects. */
export function attributeKindOf(value: JsonValue): AttributeKind | undefined {
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'string') return value.length <= 40 && ISO_DATE.test(value) ? 'date' : 'text';
  return Array.isArray(value) ? 'list' : undefined;
}
