import type { WriteKey } from '@trellis/shared/api/keys.ts';
import type { Lead, LeadRow } from '@trellis/shared/api/leads.ts';
import type { Mail, MailRow } from '@trellis/shared/api/mailbox.ts';
import type { Session } from '@trellis/shared/api/session.ts';
import type { WorkflowRow } from '@trellis/shared/api/workflows.ts';
import type { Workspace } from '@trellis/shared/api/workspace.ts';
import type { FakeRoutes } from './fake-api.ts';

/** A valid id that ends in `n`. */
export const uuid = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

const MOMENT = '2026-11-20T09:24:00.000Z';
const PRIYA = { id: 'user-1', name: 'Priya Raman' };
export const AINO = { id: uuid(20), name: 'Aino Virtanen', email: 'aino@lahti.example', company: 'Lahti Logistics Oy' };

export const NOBODY: Session = { user: null, workspaces: [], firstRun: false, setupNeedsToken: false };

export const session: Session = {
  user: { ...PRIYA, email: 'priya@brightwater.example' },
  workspaces: [{ id: uuid(1), name: 'Brightwater', role: 'owner', timeZone: 'Europe/Amsterdam', sandbox: true }],
  firstRun: false,
  setupNeedsToken: false,
};

const workspace: Workspace = {
  id: uuid(1),
  name: 'Brightwater',
  timeZone: 'Europe/Amsterdam',
  sender: { name: 'Hanna', address: 'hanna@news.example', replyTo: null, postalAddress: '' },
  sandbox: true,
  pausedAt: null,
  clock: { version: 1, factor: 1, anchor: MOMENT, anchorReal: MOMENT, now: MOMENT, real: MOMENT },
  leads: 1204,
  unseenMails: 0,
  parkedRuns: 0,
};

/** What every page behind sign-in asks for. */
export const SIGNED_IN: FakeRoutes = {
  'GET /session': session,
  'GET /workspace': workspace,
  'GET /catalog/nodes': { items: [] },
};

export const workflowRow = (n: number, more: Partial<WorkflowRow> = {}): WorkflowRow => ({
  id: uuid(100 + n),
  name: `Workflow ${n}`,
  status: 'live',
  triggers: ['Content download'],
  version: 7,
  draftAhead: false,
  active: 352,
  parked: 0,
  entered: 2480,
  entriesPerDay: [1, 2, 3],
  lastChange: { at: MOMENT, by: PRIYA },
  ...more,
});

export const workflowList = (items: WorkflowRow[]) => ({
  items,
  counts: {
    all: items.length,
    live: 0,
    paused: 0,
    draft: 0,
    stopped: 0,
    archived: 0,
    parked: items.filter((row) => row.parked > 0).length,
  },
});

export const writeKey = (n: number, more: Partial<WriteKey> = {}): WriteKey => ({
  id: uuid(800 + n),
  kind: 'write',
  name: `Key ${n}`,
  key: `wk_live_${n}_8Qm4tVr2yHcX0nLs`,
  createdAt: MOMENT,
  createdBy: PRIYA,
  lastUsedAt: null,
  revokedAt: null,
  ...more,
});

export const mailRow = (n: number, more: Partial<MailRow> = {}): MailRow => ({
  id: uuid(600 + n),
  subject: `Subject ${n}`,
  recipient: AINO.email,
  sender: 'Hanna <hanna@news.example>',
  receivedAt: MOMENT,
  seen: true,
  lead: AINO,
  from: { workflow: { id: uuid(101), name: 'E-book' }, nodeId: 'n1', nodeName: 'Insights mail' },
  openedAt: null,
  clickedAt: null,
  repliedAt: null,
  bouncedAt: null,
  complainedAt: null,
  ...more,
});

export const mail = (n: number, more: Partial<Mail> = {}): Mail => ({
  ...mailRow(n),
  html: '<p>Hi Aino</p><a href="http://t/c">Read the guide</a>',
  text: 'Hi Aino',
  raw: 'Subject: x\r\n\r\nHi',
  headers: [{ name: 'Subject', value: 'x' }],
  size: 4210,
  runId: null,
  version: 7,
  sendId: null,
  sendKey: null,
  links: [{ tag: 'read-guide', text: 'Read the guide', url: 'https://brightwater.example/guide', clickedAt: null }],
  canUnsubscribe: true,
  ...more,
});

export const leadRow = (n: number, more: Partial<LeadRow> = {}): LeadRow => ({
  id: uuid(200 + n),
  name: `Lead ${n}`,
  email: `lead-${n}@lahti.example`,
  company: null,
  phone: null,
  stage: null,
  consentEmail: 'unknown',
  createdAt: MOMENT,
  run: null,
  activeRuns: 0,
  lastEvent: null,
  ...more,
});

export const lead: Lead = {
  ...AINO,
  phone: null,
  stage: null,
  title: 'Head of Operations',
  timeZone: { zone: 'Europe/Helsinki', source: 'lead' },
  attributes: {},
  tags: [],
  identities: [],
  consent: {
    email: { state: 'opted-in', at: MOMENT, source: 'Form' },
    sms: { state: 'unknown', at: null, source: null },
  },
  suppressed: null,
  createdAt: MOMENT,
  lastEventAt: MOMENT,
  runs: { active: 0, ended: 0 },
};
