import { z } from 'zod';
import { id, instant, leadRefSchema, notFound, pageInput, personSchema, route } from './base.ts';
import { MAY_DRAW, MAY_READ } from './roles.ts';

const tags = ['Forms'];

/** What a posted field becomes: a fact of the lead, or a property of the event. */
export const formFieldSchema = z.object({
  /** Its name in the page's form. */
  name: z.string().trim().min(1).max(100),
  to: z.union([
    z.enum(['email', 'phone', 'timeZone']),
    z.string().regex(/^(attributes|properties)\.[^\s.]\P{Cc}{0,98}$/u, 'Write attributes.<name> or properties.<name>'),
  ]),
  required: z.boolean().default(false),
});
export type FormField = z.infer<typeof formFieldSchema>;

const httpUrl = z
  .url({ protocol: /^https?$/ })
  .max(2_000)
  .refine((text) => !text.includes('@'), 'An address with a user name in it is not taken');
const origin = z
  .string()
  .max(300)
  .regex(/^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/, 'Write an origin such as https://example.com');

/** What a form says by mail until it is told otherwise. */
export const CONFIRM_SUBJECT = 'Please confirm your address';
export const CONFIRM_BODY =
  'Hello,\n\nsomebody, hopefully you, entered this address in “{{ form.name }}”.\n\n[Yes, that was me]({{ confirm_url }} "button")\n\nIf it was not you, there is nothing to do.';

const settings = {
  name: z.string().trim().min(1).max(120),
  fields: z
    .array(formFieldSchema)
    .min(1)
    .max(100)
    .refine(
      (fields) => fields.filter(({ to }) => to === 'email').length === 1,
      'Exactly one field has to be the email address',
    )
    .refine(
      (fields) => new Set(fields.map(({ name }) => name)).size === fields.length,
      'Each field needs a name of its own',
    ),
  /** A mail asks whether the address is right; consent counts from the answer on. */
  doubleOptIn: z.boolean(),
  /** What the lead agrees to, as it stands beside the form; kept with each consent. Empty: the form asks for no consent. */
  wording: z.string().trim().max(2_000),
  /** Where browsers go afterwards; null: a page of ours. */
  redirectUrl: httpUrl.nullable(),
  /** Origins to which a posted `_redirect` may lead. */
  redirectOrigins: z.array(origin).max(50),
  /** Origins of the pages that may post; empty: any page may. */
  postOrigins: z.array(origin).max(50),
  /** Name of a field that people do not see; whoever fills it is not stored. */
  honeypot: z.string().trim().min(1).max(100),
  /** Liquid; of the mail that asks. */
  confirmSubject: z.string().trim().min(1).max(200),
  /** Markdown with Liquid; has to print `confirm_url`. */
  confirmBody: z
    .string()
    .trim()
    .min(1)
    .max(20_000)
    .includes('confirm_url', { message: 'The mail has to link to {{ confirm_url }}' }),
};

export const formSchema = z.object({
  id,
  ...settings,
  /** Post the page's form here. */
  url: z.string(),
  createdBy: personSchema,
  createdAt: instant,
  closedAt: instant.nullable(),
  /** Double opt-ins that were begun, and those that were confirmed. */
  asked: z.number().int(),
  confirmed: z.number().int(),
  /** Live workflows that start once this very form is confirmed: without double opt-in nobody would enter them any more. */
  awaitedBy: z.array(z.object({ id, name: z.string() })),
});

const which = z.object({ formId: id });

const list = route
  .route({ method: 'GET', path: '/forms', summary: 'All forms, newest first', tags })
  .meta({ roles: MAY_READ })
  .output(z.object({ items: z.array(formSchema) }));

const get = route
  .route({ method: 'GET', path: '/forms/{formId}', summary: 'A form', tags })
  .meta({ roles: MAY_READ })
  .errors(notFound)
  .input(which)
  .output(formSchema);

const badTemplate = {
  'template-invalid': { status: 422, message: 'The mail that asks cannot be rendered.' },
} as const;

const create = route
  .route({ method: 'POST', path: '/forms', summary: 'Create a form', tags, successStatus: 201 })
  .meta({ roles: MAY_DRAW })
  .errors(badTemplate)
  .input(z.object(settings).partial().required({ name: true, fields: true }))
  .output(formSchema);

const update = route
  .route({ method: 'PATCH', path: '/forms/{formId}', summary: 'Change a form', tags })
  .meta({ roles: MAY_DRAW })
  .errors({ ...notFound, ...badTemplate })
  .input(which.extend(z.object(settings).partial().shape))
  .output(formSchema);

/** For ever: posts are refused from then on. */
const close = route
  .route({ method: 'DELETE', path: '/forms/{formId}', summary: 'Close a form', tags })
  .meta({ roles: MAY_DRAW })
  .errors(notFound)
  .input(which)
  .output(formSchema);

export const formEntrySchema = z.object({
  /** Of the event `form.submitted`. */
  id,
  /** Real time. */
  at: instant,
  lead: leadRefSchema.nullable(),
  /** What became of the consent: `counted` where nothing had to be confirmed. `expired`: its link is too old. */
  state: z.enum(['counted', 'asked', 'mailed', 'confirmed', 'expired', 'failed']),
  /** Why no mail went out. */
  failed: z.string().nullable(),
});

const entries = route
  .route({ method: 'GET', path: '/forms/{formId}/entries', summary: 'The last entries of a form', tags })
  .meta({ roles: MAY_READ })
  .errors(notFound)
  .input(which.extend({ limit: pageInput.limit }))
  .output(z.object({ items: z.array(formEntrySchema) }));

export const forms = { list, get, create, update, close, entries };
export type FormEntry = z.infer<typeof formEntrySchema>;
export type Form = z.infer<typeof formSchema>;
