import type { Plan } from '@trellis/shared/plan/plan.ts';
import { pathProblems } from '@trellis/shared/testing/path-of.ts';
import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '../db/client.ts';

/** Two instants that were rounded to a microsecond each may seem so far apart, ms. */
const ROUNDING = 1;

export interface InvariantInput {
  db: Pick<Database, 'asSystem'>;
  /** How often the mail with this Message-ID arrived. */
  arrived(messageId: string): number;
  /** Only this workspace's; all by default. */
  workspaceId?: string;
}

interface StepRow extends Record<string, unknown> {
  run: string;
  version: string;
  n: number;
  token: number;
  node: string;
  kind: string;
  cause: string;
  port: string | null;
  to: string | null;
  consumed: string | null;
}

interface RunRow extends Record<string, unknown> {
  id: string;
  version: string;
  status: string;
  reason: string | null;
  stepNo: number;
  tokens: { id: number; at: string; wait?: { until?: number; graceMs?: number }; join?: { until?: number } }[];
  waits: { token: number; deadline: number | null }[];
}

/**
 * The invariants of 5-reliability over database and mail sink, for when all has come to rest: one sentence per violation, empty where all hold.
 * I2 at most one mail per key, and each that is called accepted arrived · I3 none began after an opt-out · I4 no run stuck · I5 no wait ended
 * early · I7 steps are a path of the plan, numbered upwards, each event consumed once · all effects settled, the outbox empty, each event its lead's, `run_waits` as
 * the state says.
 */
export async function findViolations({ db, arrived, workspaceId }: InvariantInput): Promise<string[]> {
  const mine = (table: string): SQL =>
    workspaceId ? sql`${sql.raw(table)}.workspace_id = ${workspaceId}::uuid` : sql`true`;
  const found = await db.asSystem(async (tx) => ({
    sends: await tx.execute<{ key: string; messageId: string; state: string; channel: string; texts: number }>(
      sql`select s.key, s.message_id as "messageId", x.state, s.channel, (select count(*)::int from sms_messages m where m.send_key = s.key) as texts from sends s join effects x on x.key = s.key where s.channel = 'email' and ${mine('s')} order by s.key`,
    ),
    effects: await tx.execute<{ key: string; state: string; run: string; ended: boolean; standing: boolean }>(
      sql`select x.key, x.state, x.run_id as run, (r.status = 'ended' or (r.status = 'parked' and jsonb_array_length(r.state -> 'tokens') = 1)) as ended,
        exists (select 1 from jsonb_array_elements(r.state -> 'tokens') t where t ->> 'node' = x.node) as standing
        from effects x join runs r on r.id = x.run_id where x.state in ('claimed', 'transmitting') and ${mine('x')}`,
    ),
    afterOptOut: await tx.execute<{ key: string }>(
      sql`select s.key from sends s join consents c on c.lead_id = s.lead_id and c.channel = s.channel and c.state = 'opted-out'
        where s.sent_at > c.at and ${mine('s')}
          and not exists (select 1 from consents later where later.lead_id = c.lead_id and later.channel = c.channel and later.at > c.at and later.state = 'opted-in')`,
    ),
    runs: await tx.execute<RunRow>(
      sql`select r.id, r.version_id as version, r.status, r.reason, r.step_no as "stepNo", r.state -> 'tokens' as tokens,
        coalesce((select jsonb_agg(jsonb_build_object('token', w.token, 'deadline', extract(epoch from w.deadline) * 1000)) from run_waits w where w.run_id = r.id), '[]') as waits
        from runs r where ${mine('r')} order by r.id`,
    ),
    steps: await tx.execute<StepRow>(
      sql`select run_id as run, version_id as version, step_no as n, token, node, kind, cause, port, to_node as "to", consumed_event_id as consumed from run_steps s where ${mine('s')} order by run_id, step_no`,
    ),
    early: await tx.execute<{ run: string; node: string; early: number }>(
      sql`select l.run_id as run, l.node, (rest.inputs ->> 'until')::float8 - extract(epoch from l.at)::float8 * 1000 as early
        from run_steps l cross join lateral (select * from run_steps r where r.run_id = l.run_id and r.token = l.token and r.step_no < l.step_no and r.kind = 'rest'
          and r.node = l.node and r.visit = l.visit order by r.step_no desc limit 1) rest
        where l.kind = 'left' and l.cause = 'time' and rest.inputs ? 'until' and ${mine('l')}
          and not exists (select 1 from run_steps p where p.run_id = l.run_id and p.cause in ('run-now', 'migrate') and p.node = l.node and p.visit = l.visit and p.step_no < l.step_no
            and (p.cause = 'run-now' or p.step_no > rest.step_no))`,
    ),
    owed: await tx.execute<{ kind: string; error: string | null }>(
      sql`select kind, last_error as error from outbox o where ${mine('o')}`,
    ),
    strays: await tx.execute<{ id: string; lead: string }>(
      sql`select e.id, e.lead_id as lead from events e where ${mine('e')} and not exists (select 1 from leads l where l.id = e.lead_id and l.workspace_id = e.workspace_id)`,
    ),
    plans: await tx.execute<{ id: string; plan: Plan }>(
      sql`select id, plan from workflow_versions v where ${mine('v')}`,
    ),
  }));
  const plans = new Map(found.plans.map(({ id, plan }) => [id, plan]));
  const steps = new Map<string, StepRow[]>();
  for (const step of found.steps) {
    const taken = steps.get(step.run);
    if (taken) taken.push(step);
    else steps.set(step.run, [step]);
  }
  return [
    ...found.sends.flatMap(({ key, messageId, state, channel, texts }) =>
      messageProblems(key, state, channel === 'sms' ? texts : arrived(messageId)),
    ),
    ...found.effects.flatMap(({ key, state, ended, standing }) =>
      state === 'transmitting' || ended || !standing ? [`effect ${key} is still ${state}`] : [],
    ),
    ...found.afterOptOut.map(({ key }) => `mail ${key} began after its lead had opted out`),
    ...found.early
      .filter(({ early }) => early > ROUNDING)
      .map(({ run, node, early }) => `run ${run} left ${node} ${Math.round(early)} ms (workspace time) too early`),
    ...found.strays.map(({ id, lead }) => `event ${id} belongs to lead ${lead}, which is not there`),
    ...found.owed.map(({ kind, error }) => `the outbox still owes a ${kind} (${error ?? 'never tried'})`),
    ...found.runs.flatMap((run) => runProblems(run, steps.get(run.id) ?? [], plans.get(run.version), plans)),
  ];
}

function messageProblems(key: string, state: string, count: number): string[] {
  if (count > 1) return [`message ${key} (${state}) arrived ${count} times`];
  if (state === 'accepted' && count === 0) return [`message ${key} is accepted, but did not arrive`];
  const none = state === 'withheld' || state === 'failed' || state === 'claimed';
  return none && count > 0 ? [`message ${key} is ${state}, but arrived`] : [];
}

function runProblems(run: RunRow, steps: StepRow[], plan: Plan | undefined, plans: Map<string, Plan>): string[] {
  const problems: string[] = [];
  const say = (text: string) => problems.push(`run ${run.id} ${text}`);
  if (!plan) say('has no plan');
  for (const problem of plan ? pathProblems(plan, steps, ({ version }) => plans.get(version) ?? plan) : [])
    say(problem);
  const consumed = steps.flatMap(({ consumed: id }) => id ?? []);
  if (new Set(consumed).size < consumed.length) say('consumed an event twice');
  const last = steps.at(-1);
  if (last && last.n > run.stepNo) say(`has a step ${last.n} above its number ${run.stepNo}`);
  const tokens = new Set(steps.map(({ token }) => token)).size;
  for (const [index, { n, node }] of steps.entries()) {
    const before = steps[index - 1];
    // Only a rest that was armed anew uses up a number without a row; whoever leaves a node and goes on has none between.
    if (n > (before?.n ?? 0) + 1 && before?.kind === 'left' && before.to === null && tokens === 1)
      say(`skips numbers before ${n} at ${node}`);
    // A run that was paused from above before its first step was armed anew then: its first row is still its trigger's.
    if (!before && n !== 1 && !plan?.triggers.includes(node)) say(`begins with step ${n} at ${node}`);
  }
  // A branch that waits in a join has a row of its own too.
  const waiting = run.tokens.filter(({ at }) => at === 'waiting' || at === 'joined');
  const due = (token: RunRow['tokens'][number]) =>
    token.join
      ? (token.join.until ?? null)
      : token.wait?.until === undefined
        ? null
        : token.wait.until + (token.wait.graceMs ?? 0);
  if (waiting.length !== run.waits.length)
    say(`waits at ${waiting.length} tokens, but has ${run.waits.length} rows of waits`);
  for (const token of waiting) {
    const row = run.waits.find((wait) => wait.token === token.id);
    const [stands, written] = [due(token), row?.deadline ?? null];
    const same = stands === null || written === null ? stands === written : Math.abs(stands - written) <= ROUNDING;
    if (!same) say(`waits until ${stands}, but its row says ${written}`);
  }
  if (run.status === 'ended' ? run.tokens.length > 0 : run.tokens.length === 0)
    say(`is ${run.status} with ${run.tokens.length} tokens`);
  if ((run.status === 'ended' || run.status === 'parked') && !run.reason) say(`is ${run.status} without a reason`);
  if (run.status === 'active' && waiting.length === 0) say(`is stuck at ${JSON.stringify(run.tokens)}`);
  return problems;
}
