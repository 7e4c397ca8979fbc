import type { Router } from '@orpc/server';
import type { contract } from '@trellis/shared/api/contract.ts';
import { anyone, type RequestContext } from './context.ts';
import { account } from './routes/account.ts';
import { attention } from './routes/attention.ts';
import { audit } from './routes/audit.ts';
import { catalog } from './routes/catalog.ts';
import { conditions } from './routes/conditions.ts';
import { controlJobs } from './routes/control-jobs.ts';
import { counts } from './routes/counts.ts';
import { enrolJobs } from './routes/enrol-jobs.ts';
import { events } from './routes/events.ts';
import { forms } from './routes/forms.ts';
import { hooks } from './routes/hooks.ts';
import { imports } from './routes/imports.ts';
import { keys } from './routes/keys.ts';
import { leads } from './routes/leads.ts';
import { live } from './routes/live.ts';
import { mail } from './routes/mail-preview.ts';
import { mailbox } from './routes/mailbox.ts';
import { pauses } from './routes/pauses.ts';
import { people } from './routes/people.ts';
import { runs } from './routes/runs.ts';
import { secrets } from './routes/secrets.ts';
import { segments } from './routes/segments.ts';
import { session } from './routes/session.ts';
import { sms } from './routes/sms.ts';
import { tasks } from './routes/tasks.ts';
import { testEvents } from './routes/test-events.ts';
import { versions } from './routes/versions.ts';
import { why } from './routes/why.ts';
import { workflows } from './routes/workflows.ts';
import { workspace } from './routes/workspace.ts';

/** The contract, implemented; a route that is missing does not compile. The type is written out because the inferred one is too long for the compiler. */
export const router: Router<typeof contract, RequestContext> = anyone.router({
  session,
  account,
  people,
  audit,
  workspace,
  keys,
  secrets,
  catalog,
  conditions,
  workflows,
  hooks,
  versions,
  counts,
  runs,
  controlJobs,
  pauses,
  attention,
  why,
  leads,
  enrolJobs,
  imports,
  forms,
  events,
  mailbox,
  testEvents,
  mail,
  tasks,
  segments,
  sms,
  live,
});
