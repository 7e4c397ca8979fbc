import { attention } from './en/attention.ts';
import { compare } from './en/compare.ts';
import { enrol } from './en/enrol.ts';
import { events } from './en/events.ts';
import { forms, secrets } from './en/forms.ts';
import { imports } from './en/imports.ts';
import { kit } from './en/kit.ts';
import { lead, leads, timeline } from './en/leads.ts';
import { mailbox } from './en/mailbox.ts';
import { pauses } from './en/pauses.ts';
import { apiKeys, audit, door, people, you } from './en/people.ts';
import { moves, publish } from './en/publish.ts';
import { runControl } from './en/run-control.ts';
import { segments } from './en/segments.ts';
import { settings } from './en/settings.ts';
import { finder, shell } from './en/shell.ts';
import { signIn } from './en/sign-in.ts';
import { sms } from './en/sms.ts';
import { tasks } from './en/tasks.ts';
import { testEvent } from './en/test-event.ts';
import { time } from './en/time.ts';
import { why } from './en/why.ts';
import { workflows } from './en/workflows.ts';
import { canvas } from './en.canvas.ts';
import { inspector } from './en.inspector.ts';

/** All English texts, one file a page in en/. Other languages have the same shape. */
export const en = {
  ...kit,
  time,
  shell,
  finder,
  signIn,
  workflows,
  attention,
  why,
  runControl,
  pauses,
  tasks,
  segments,
  enrol,
  leads,
  lead,
  timeline,
  imports,
  events,
  mailbox,
  sms,
  testEvent,
  settings,
  people,
  audit,
  apiKeys,
  forms,
  secrets,
  you,
  door,
  publish,
  moves,
  compare,
  canvas,
  inspector,
} as const;
