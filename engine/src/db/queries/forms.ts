import type { FormEntry, FormField } from '@trellis/shared/api/forms.ts';
import { type SQL, sql } from 'drizzle-orm';
import { uuidv7 } from 'uuidv7';
import type { SystemTx, WorkspaceTx } from '../client.ts';
import { iso } from './iso.ts';
import { leadRef } from './lead-ref.ts';

export interface FormSettings {
  name: string;
  fields: FormField[];
  doubleOptIn: boolean;
  wording: string;
  redirectUrl: string | null;
  redirectOrigins: string[];
  postOrigins: string[];
  honeypot: string;
  confirmSubject: string;
  confirmBody: string;
}

export interface FormRow extends FormSettings {
  id: string;
  workspaceId: string;
  createdBy: string;
  createdAt: string;
  closedAt: string | null;
}

const columns = sql`f.id, f.workspace_id as "workspaceId", f.name, f.fields, f.double_opt_in as "doubleOptIn", f.wording, f.redirect_url as "redirectUrl",
  f.redirect_origins as "redirectOrigins", f.post_origins as "postOrigins", f.honeypot, f.confirm_subject as "confirmSubject", f.confirm_body as "confirmBody", f.created_by as "createdBy",
  ${iso('f.created_at')} as "createdAt", ${iso('f.closed_at')} as "closedAt"`;
const counts = sql`(select count(*)::int from opt_ins o where o.form_id = f.id) as asked,
  (select count(*)::int from opt_ins o where o.form_id = f.id and o.confirmed_at is not null) as confirmed,
  coalesce((select jsonb_agg(jsonb_build_object('id', w.id, 'name', w.name) order by lower(w.name), w.id) from workflows w where w.workspace_id = f.workspace_id
    and w.status in ('live', 'paused') and exists (select 1 from workflow_triggers t where t.workflow_id = w.id and t.kind = 'event' and t.event = 'form.confirmed'
      and t.rule #> '{filter,rules}' @> jsonb_build_array(jsonb_build_object('value', f.id)))), '[]') as "awaitedBy"`;

export type CountedForm = FormRow & { asked: number; confirmed: number; awaitedBy: { id: string; name: string }[] };

export async function listForms(tx: WorkspaceTx): Promise<CountedForm[]> {
  return tx.execute<CountedForm & Record<string, unknown>>(
    sql`select ${columns}, ${counts} from forms f where f.workspace_id = ${tx.workspaceId} order by f.id desc nulls last`,
  );
}

export async function readForm(tx: WorkspaceTx, formId: string): Promise<CountedForm | null> {
  const [row] = await tx.execute<CountedForm & Record<string, unknown>>(
    sql`select ${columns}, ${counts} from forms f where f.id = ${formId} and f.workspace_id = ${tx.workspaceId}`,
  );
  return row ?? null;
}

/** The form that a page posts to, in whatever workspace; stands before the workspace is known. */
export async function resolveForm(tx: SystemTx, formId: string): Promise<FormRow | null> {
  const [row] = await tx.execute<FormRow & Record<string, unknown>>(
    sql`select ${columns} from forms f where f.id = ${formId}`,
  );
  return row ?? null;
}

/** The last submissions of a form, newest first, each with what became of the last opt-in of its lead there; a link works for `days`. */
export async function formEntries(tx: WorkspaceTx, formId: string, days: number, limit: number): Promise<FormEntry[]> {
  return tx.execute<FormEntry & Record<string, unknown>>(sql`
    select e.id, ${iso('e.created_at')} as at, case when l.id is null then null else ${leadRef} end as lead, o.failed,
      case when o.id is null then 'counted' when o.confirmed_at is not null then 'confirmed' when o.created_at < now() - make_interval(days => ${days}) then 'expired'
        when o.failed is not null then 'failed' when o.mailed_at is not null then 'mailed' else 'asked' end as state
    from events e left join leads l on l.id = e.lead_id
    left join lateral (select * from opt_ins x where x.form_id = ${formId} and x.lead_id = e.lead_id order by x.id desc limit 1) o on true
    where e.workspace_id = ${tx.workspaceId} and e.name = 'form.submitted' and e.properties->>'formId' = ${formId}
    order by e.received_at desc, e.id desc limit ${limit}`);
}

export async function insertForm(tx: WorkspaceTx, form: FormSettings & { createdBy: string }): Promise<string> {
  const id = uuidv7();
  await tx.execute(sql`insert into forms (id, workspace_id, name, fields, double_opt_in, wording, redirect_url, redirect_origins, post_origins, honeypot,
      confirm_subject, confirm_body, created_by)
    values (${id}, ${tx.workspaceId}, ${form.name}, ${JSON.stringify(form.fields)}::jsonb, ${form.doubleOptIn}, ${form.wording}, ${form.redirectUrl},
      ${texts(form.redirectOrigins)}, ${texts(form.postOrigins)}, ${form.honeypot}, ${form.confirmSubject}, ${form.confirmBody}, ${form.createdBy})`);
  return id;
}

/** Changes what is given; false where there is no such form. */
export async function updateForm(
  tx: WorkspaceTx,
  formId: string,
  change: Partial<FormSettings>,
  close = false,
): Promise<boolean> {
  const sets: SQL[] = [sql`id = id`];
  const set = (column: string, value: unknown) => {
    if (value !== undefined) sets.push(sql`${sql.raw(column)} = ${value}`);
  };
  set('name', change.name);
  set('double_opt_in', change.doubleOptIn);
  set('wording', change.wording);
  set('redirect_url', change.redirectUrl);
  set('honeypot', change.honeypot);
  set('confirm_subject', change.confirmSubject);
  set('confirm_body', change.confirmBody);
  if (change.fields) sets.push(sql`fields = ${JSON.stringify(change.fields)}::jsonb`);
  if (change.redirectOrigins) sets.push(sql`redirect_origins = ${texts(change.redirectOrigins)}`);
  if (change.postOrigins) sets.push(sql`post_origins = ${texts(change.postOrigins)}`);
  if (close) sets.push(sql`closed_at = coalesce(closed_at, now())`);
  const rows = await tx.execute(
    sql`update forms set ${sql.join(sets, sql`, `)} where id = ${formId} and workspace_id = ${tx.workspaceId} returning 1`,
  );
  return rows.length === 1;
}

const texts = (list: readonly string[]): SQL =>
  sql`array(select jsonb_array_elements_text(${JSON.stringify(list)}::jsonb))`;
