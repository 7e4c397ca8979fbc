import { ORPCError } from '@orpc/server';
import { CONFIRM_BODY, CONFIRM_SUBJECT, type Form } from '@trellis/shared/api/forms.ts';
import type { WorkspaceTx } from '../../db/client.ts';
import { writeAudit } from '../../db/queries/audit.ts';
import {
  type CountedForm,
  type FormSettings,
  formEntries,
  insertForm,
  listForms,
  readForm,
  updateForm,
} from '../../db/queries/forms.ts';
import { CONFIRM_DAYS } from '../../forms/confirm.ts';
import { member } from '../context.ts';
import { peopleOf } from '../people.ts';
import type { ApiServices } from '../services.ts';

const DEFAULTS: Omit<FormSettings, 'name' | 'fields'> = {
  doubleOptIn: true,
  wording: '',
  redirectUrl: null,
  redirectOrigins: [],
  postOrigins: [],
  honeypot: 'website_address',
  confirmSubject: CONFIRM_SUBJECT,
  confirmBody: CONFIRM_BODY,
};

const list = member.forms.list.handler(async ({ context }) => {
  const rows = await context.services.db.inWorkspace(context.workspaceId, listForms);
  return { items: await describe(context.services, rows) };
});

const get = member.forms.get.handler(async ({ context, input, errors }) => {
  const row = await context.services.db.inWorkspace(context.workspaceId, (tx) => readForm(tx, input.formId));
  if (!row) throw errors['not-found']();
  return one(context.services, row);
});

const entries = member.forms.entries.handler(async ({ context, input, errors }) => {
  const { formId, limit = 20 } = input;
  const items = await context.services.db.inWorkspace(context.workspaceId, async (tx) =>
    (await readForm(tx, formId)) ? formEntries(tx, formId, CONFIRM_DAYS, limit) : null,
  );
  if (!items) throw errors['not-found']();
  return { items };
});

const create = member.forms.create.handler(async ({ context, input, errors }) => {
  const fault = await templateFault(context.services, input);
  if (fault) throw errors['template-invalid']({ message: fault });
  const row = await context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    const formId = await insertForm(tx, { ...DEFAULTS, ...input, createdBy: context.user.id });
    await audit(tx, context.user.id, 'form.create', formId, input);
    return readForm(tx, formId);
  });
  context.services.announcer.announce(context.workspaceId, ['forms']);
  return one(context.services, row);
});

const update = member.forms.update.handler(async ({ context, input, errors }) => {
  const { formId, ...change } = input;
  const fault = await templateFault(context.services, change);
  if (fault) throw errors['template-invalid']({ message: fault });
  const row = await context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    if (!(await updateForm(tx, formId, change))) return null;
    await audit(tx, context.user.id, 'form.update', formId, change);
    return readForm(tx, formId);
  });
  if (!row) throw errors['not-found']();
  context.services.announcer.announce(context.workspaceId, ['forms']);
  return one(context.services, row);
});

const close = member.forms.close.handler(async ({ context, input, errors }) => {
  const { formId } = input;
  const row = await context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    if (!(await updateForm(tx, formId, {}, true))) return null;
    await audit(tx, context.user.id, 'form.close', formId, {});
    return readForm(tx, formId);
  });
  if (!row) throw errors['not-found']();
  context.services.announcer.announce(context.workspaceId, ['forms']);
  return one(context.services, row);
});

export const forms = { list, get, create, update, close, entries };

/** What is wrong with the mail that asks: a sentence; undefined where it can be rendered. */
async function templateFault(
  { renderer }: ApiServices,
  { confirmSubject = '', confirmBody = '' }: Partial<FormSettings>,
): Promise<string | undefined> {
  const checked = await renderer.check({ subject: confirmSubject, html: confirmBody });
  const [problem] = checked.kind === 'check' ? checked.problems : [];
  if (!problem) return undefined;
  return `${problem.part === 'subject' ? 'Subject' : 'Text'}, line ${problem.line}: ${problem.message}`;
}

function audit(tx: WorkspaceTx, actor: string, action: string, formId: string, change: Record<string, unknown>) {
  return writeAudit(tx, { actor, action, subjectKind: 'form', subjectId: formId, change });
}

async function one(services: ApiServices, row: CountedForm | null): Promise<Form> {
  const [described] = await describe(services, row ? [row] : []);
  if (!described) throw new ORPCError('not-found', { status: 404, message: 'There is nothing with this id.' });
  return described;
}

async function describe({ db, publicUrl }: ApiServices, rows: readonly CountedForm[]): Promise<Form[]> {
  const people = await peopleOf(
    db,
    rows.map(({ createdBy }) => createdBy),
  );
  return rows.map(({ workspaceId: _, ...row }) => ({
    ...row,
    url: `${publicUrl}/f/${row.id}`,
    createdBy: people(row.createdBy),
  }));
}
