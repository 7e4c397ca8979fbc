import { type GraphRow, only, PASS, testGraphs } from '../../testing/graph-rows.ts';
import { elapsed } from '../../testing/wait-rows.ts';

const MAIL: [string, Record<string, unknown>] = ['send-email', { subject: 'Hello', body: 'Hi' }];
const WAIT: [string, Record<string, unknown>] = ['wait', { duration: elapsed(1) }];
const settings = { guard: only('lead.plan', '=', 'free') };
const plan = (name: string) => ({ attributes: { plan: name } });
const nodes = { first: MAIL, w: WAIT, second: MAIL };
const lines = 'first>w w>second';

testGraphs('E2 guard before every send', [
  [
    'who meets it gets every mail',
    { nodes, lines, settings, lead: plan('free') },
    'first.next w.next second.next no-next-step',
  ],
  [
    'who does not meet it leaves before the first, with the clause that failed',
    { nodes, lines, settings, lead: plan('pro') },
    'guard',
    { first: { kind: 'ended', outcome: 'guard', text: 'Left before “first”: plan is “pro”' } },
  ],
  [
    'who meets it no more leaves before the next one',
    { nodes, lines, settings, lead: plan('free'), changes: [{ at: '2026-11-21T00:00:00Z', lead: plan('pro') }] },
    'first.next w.next guard',
    { second: { kind: 'ended', outcome: 'guard' } },
  ],
  ['unknown is not met', { nodes, lines, settings }, 'guard'],
  [
    'it is asked before sends only',
    { nodes: { a: PASS, w: WAIT, b: PASS }, lines: 'a>w w>b', settings, lead: plan('pro') },
    'a.next w.next b.next no-next-step',
  ],
  [
    'a text message is a send too',
    {
      nodes: { sms: ['send-sms', { text: 'Hi' }] },
      settings,
      lead: { ...plan('pro'), phone: '+491', consent: { email: 'unknown', sms: 'opted-in' } },
    },
    'guard',
  ],
] satisfies GraphRow[]);
