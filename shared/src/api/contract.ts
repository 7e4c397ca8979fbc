import type { ContractRouterClient } from '@orpc/contract';
import { account } from './account.ts';
import { attention } from './attention.ts';
import { audit } from './audit.ts';
import { catalog } from './catalog.ts';
import { conditions } from './conditions.ts';
import { controlJobs } from './control-jobs.ts';
import { counts } from './counts.ts';
import { enrolJobs } from './enrol-jobs.ts';
import { events } from './events.ts';
import { forms } from './forms.ts';
import { hooks } from './hooks.ts';
import { imports } from './imports.ts';
import { keys } from './keys.ts';
import { leads } from './leads.ts';
import { live } from './live.ts';
import { mail } from './mail-preview.ts';
import { mailbox } from './mailbox.ts';
import { pauses } from './pauses.ts';
import { people } from './people.ts';
import { runs } from './runs.ts';
import { secrets } from './secrets.ts';
import { segments } from './segments.ts';
import { session } from './session.ts';
import { sms } from './sms.ts';
import { tasks } from './tasks.ts';
import { testEvents } from './test-events.ts';
import { versions } from './versions.ts';
import { why } from './why.ts';
import { workflows } from './workflows.ts';
import { workspace } from './workspace.ts';

/** The whole HTTP contract, below `/api`. The server implements it, the editor's client is typed by it, the OpenAPI document is made of it. */
export const contract = {
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
};

/** The typed client, e.g. `const page = await api.leads.list({ search: 'aino' })`. */
export type ApiClient = ContractRouterClient<typeof contract>;
