import { beforeAll, describe, expect, it } from 'vitest';
import { type Catalog, loadCatalog } from '../node/catalog.ts';
import { eventFor } from '../node/context-for.ts';
import { BUILT_IN_NODES } from '../nodes/registry.ts';
import { ask, HOUR } from '../testing/small-plan.ts';
import { testVersionRows, type VersionRow } from '../testing/test-version-rows.ts';
import { BEGAN, days, moveBetween, type VersionResult, versionGraph, versionPlan } from '../testing/version-rows.ts';
import { advance } from './advance.ts';
import { initialState } from './state.ts';

/*
 * 3.V2 as rows: given → what is logged after the move → how the run stands then.
 */

let catalog: Catalog;
beforeAll(async () => {
  catalog = await loadCatalog(BUILT_IN_NODES);
});

const drip = (giveUp: number) =>
  versionGraph('start>mail mail>click click.happened>mail2 click.timeout>mail3', {
    click: { giveUpAfter: days(giveUp) },
  });
const plain = 'start>wait wait>mail mail>end';
const lasts = (amount: number) => ({ wait: { duration: days(amount) } });

const at = (place: string) => (result: VersionResult) =>
  expect(result.state?.tokens.map(({ node, at: how }) => `${how} ${node}`)).toEqual([place]);
const until = (hours: number) => (result: VersionResult) =>
  expect(result.stop).toMatchObject({ kind: 'wait', until: BEGAN + hours * HOUR });

const ROWS: VersionRow[] = [
  [
    'a shortened wait that is over times out at once, counted from its own beginning',
    { from: drip(4), to: drip(3), after: 80 },
    ['click left timeout→mail3: Time over', 'mail3 rest: Sends “Hello”', 'mail3 left next→: Done'],
    ({ sends }) => expect(sends).toEqual(['mail3']),
  ],
  [
    'a shortened wait that is not over keeps its elapsed time',
    { from: drip(4), to: drip(3), after: 30 },
    [expect.stringMatching(/^click rest: /)],
    until(72),
  ],
  [
    'a lengthened wait keeps its elapsed time',
    { from: drip(4), to: drip(6), after: 90 },
    [expect.stringMatching(/^click rest: /)],
    until(144),
  ],
  ['a wait that nothing was changed in is not decided anew', { from: drip(4), to: drip(4), after: 80 }, [], until(96)],
  [
    'a deleted wait: its lead goes on at what followed it',
    { from: versionGraph(plain, lasts(3)), to: versionGraph('start>mail mail>end') },
    ['mail rest: Sends “Hello”', 'mail left next→end: Done', 'end left: '],
    ({ sends }) => expect(sends).toEqual(['mail']),
  ],
  [
    'a step put in before what followed the deleted one is never run',
    { from: versionGraph(plain, lasts(3)), to: versionGraph('start>mail9 mail9>mail mail>end') },
    ['mail rest: Sends “Hello”', 'mail left next→end: Done', 'end left: '],
    ({ sends }) => expect(sends).toEqual(['mail']),
  ],
  [
    'a step put in before the wait is never run',
    { from: versionGraph(plain, lasts(3)), to: versionGraph('start>mail9 mail9>wait wait>mail mail>end', lasts(3)) },
    [],
    at('waiting wait'),
  ],
  [
    'a deleted wait with a limit leads on as its time would have',
    { from: drip(4), to: versionGraph('start>mail mail>set set>mail2 mail2>mail3') },
    ['mail3 rest: Sends “Hello”', 'mail3 left next→: Done'],
  ],
  [
    'a deleted step whose followers are gone too leads on at the first that is left',
    {
      from: versionGraph('start>wait wait>mail mail>mail2 mail2>end', lasts(3)),
      to: versionGraph('start>mail2 mail2>end'),
    },
    ['mail2 rest: Sends “Hello”', 'mail2 left next→end: Done', 'end left: '],
  ],
  [
    'a target before what was sent passes that by',
    { from: drip(4), to: drip(4), target: 'mail' },
    ['mail left next→click: Sent on an earlier visit, so not again', expect.stringMatching(/^click rest/)],
    ({ sends }) => expect(sends).toEqual([]),
  ],
  [
    'a mail that was sent and now stands behind the wait is passed by',
    {
      from: versionGraph('start>mail mail>wait wait>end', lasts(1)),
      to: versionGraph('start>wait wait>mail mail>mail2 mail2>end', lasts(1)),
      later: 30,
    },
    [
      'wait left next→mail: Time over',
      'mail left next→mail2: Sent on an earlier visit, so not again',
      'mail2 rest: Sends “Hello”',
      'mail2 left next→end: Done',
      'end left: ',
    ],
    ({ sends }) => expect(sends).toEqual(['mail2']),
  ],
  [
    'a webhook that was called is not called again either',
    {
      from: versionGraph('start>hook hook>wait wait>end', lasts(1)),
      to: versionGraph('start>wait wait>hook hook>end', lasts(1)),
      later: 30,
    },
    ['wait left next→hook: Time over', 'hook left next→end: Sent on an earlier visit, so not again', 'end left: '],
  ],
  [
    'a loop sends again in the new version as it did in the old one',
    {
      from: versionGraph('start>mail mail>wait wait>loop loop.again>mail loop.done>end', lasts(1)),
      to: versionGraph('start>mail mail>wait wait>loop loop.again>mail loop.done>end', lasts(2)),
      later: 50,
    },
    [
      'wait left next→loop: Time over',
      'loop left again→mail: Round 1 of 3',
      'mail rest: Sends “Hello”',
      'mail left next→wait: Done',
      expect.stringMatching(/^wait rest/),
    ],
    ({ state }) => expect(state?.visits.mail).toBe(2),
  ],
  [
    'a step of another type at the same place is come to anew',
    {
      from: versionGraph(plain, lasts(3)),
      to: versionGraph(plain, { wait: { type: 'send-email', subject: 'Now', body: 'Hi' } }),
    },
    [
      'wait rest: Sends “Now”',
      'wait left next→mail: Done',
      'mail rest: Sends “Hello”',
      'mail left next→end: Done',
      'end left: ',
    ],
  ],
  [
    'a step that was switched off is passed through',
    { from: versionGraph(plain, lasts(3)), to: versionGraph(plain, { wait: { duration: days(3), off: true } }) },
    [
      'wait left next→mail: Switched off: passed through',
      'mail rest: Sends “Hello”',
      'mail left next→end: Done',
      'end left: ',
    ],
  ],
  [
    'who rests at the end of a workflow goes on into steps that were appended',
    {
      from: { ...versionGraph('start>wait', lasts(1)), nodes: openEnd('start>wait', lasts(1)) },
      to: versionGraph(plain, lasts(1)),
      after: 30,
    },
    [
      'wait left next→mail: The workflow leads on from here',
      'mail rest: Sends “Hello”',
      'mail left next→end: Done',
      'end left: ',
    ],
  ],
  [
    'whom a throttle holds keeps the turn that it was given',
    {
      from: versionGraph('start>throttle throttle>mail', { throttle: { count: 1 } }),
      to: versionGraph('start>throttle throttle>mail', { throttle: { count: 2 } }),
    },
    [],
    until(12),
  ],
  [
    'an exit rule that is new ends a run whose event came before the move',
    {
      from: drip(4),
      to: {
        ...drip(4),
        settings: { reEntry: { mode: 'after-exit' }, exitRules: [{ id: 'r', name: 'Reply', event: 'email.replied' }] },
      },
      events: [eventFor('email.replied', {}, BEGAN + HOUR / 2)],
    },
    ['click ended: Exit rule “Reply”: email.replied came'],
  ],
];

/** The last wait of these lines has an end that nobody marked: leads hold there. */
function openEnd(...graph: Parameters<typeof versionGraph>) {
  return versionGraph(...graph).nodes.map(({ endsHere: _, ...node }) => node);
}

describe('3.V2 a run that is moved to another version', () => {
  testVersionRows(ROWS);

  it('keeps what it knows: variables, outputs, visits, goals, and the events that ended its waits', () => {
    const known = { variables: { a: 1 }, goals: { g: BEGAN }, consumed: ['e1'], entryKey: 'k' };
    const { migrated } = moveBetween(catalog, { from: drip(4), to: drip(3), state: known });
    expect(migrated).toMatchObject({
      state: { ...known, visits: { start: 1, mail: 1, click: 1 }, outputs: { mail: { port: 'next' } } },
    });
  });

  it('is settled first while an effect is under way; one that failed stays at its step', () => {
    const [from, to] = [
      versionGraph('start>mail mail>end'),
      versionGraph('start>mail mail>end', { mail: { subject: 'New' } }),
    ];
    expect(moveBetween(catalog, { from, to, performing: true }).migrated).toEqual({ kind: 'settle-first' });
    expect(moveBetween(catalog, { from, to, performing: true, settled: true })).toMatchObject({
      migrated: { kind: 'moved', state: { tokens: [{ at: 'performing', node: 'mail' }] } },
    });
  });

  it('has no place where its step and all that followed it are gone, nor at a target that is not there', () => {
    const [from, to] = [versionGraph(plain, lasts(3)), versionGraph('start>set set>mail2')];
    expect(moveBetween(catalog, { from, to }).migrated).toEqual({ kind: 'no-place', node: 'wait' });
    expect(moveBetween(catalog, { from, to, target: 'constructor' }).migrated.kind).toBe('no-place');
    expect(moveBetween(catalog, { from, to, target: 'mail2' }).migrated.kind).toBe('moved');
  });

  it('rests until its turn where the move is spread, and is asked anew then', () => {
    const plan = versionPlan(catalog, versionGraph(plain, lasts(1)));
    const begun = ask(
      { plan, catalog },
      { state: initialState({ trigger: 'start', enteredAt: BEGAN }), now: BEGAN },
    ).state;
    const turn = BEGAN + 40 * HOUR;
    const tokens = begun.tokens.map((token) =>
      token.at === 'waiting' ? { ...token, wait: { ...token.wait, until: turn, anew: turn } } : token,
    );
    const asked = (hours: number) => ask({ plan, catalog }, { state: { ...begun, tokens }, now: BEGAN + hours * HOUR });
    expect(asked(39)).toMatchObject({ steps: [], stop: { kind: 'wait', until: turn } });
    expect(asked(40).steps[0]).toMatchObject({ node: 'wait', kind: 'left', port: 'next', text: 'Time over' });
  });
});

it('a run that is to move at its next step stops as soon as it has left its node', () => {
  const plan = versionPlan(catalog, versionGraph('start>wait wait>set set>mail mail>end', lasts(1)));
  const { state } = ask({ plan, catalog }, { state: initialState({ trigger: 'start', enteredAt: BEGAN }), now: BEGAN });
  const now = BEGAN + 25 * HOUR;
  const base = ask({ plan, catalog }, { state, now });
  expect(base.steps.map(({ node }) => node)).toEqual(['wait', 'set', 'mail']);
  const stopped = advance({
    plan,
    catalog,
    state,
    cause: 'timer',
    place: 'any',
    untilLeft: true,
    world: {
      now,
      clockFactor: 1,
      runId: 'run1',
      lead: {
        id: 'l',
        email: 'a@lead.example',
        timeZone: null,
        attributes: {},
        tags: [],
        consent: { email: 'opted-in', sms: 'unknown' },
        createdAt: new Date(BEGAN).toISOString(),
      },
      trigger: null,
      blocked: {},
      workspaceTimeZone: 'UTC',
      loaded: { events: {}, counts: {} },
    },
  });
  expect(stopped).toMatchObject({
    steps: [{ node: 'wait', kind: 'left' }],
    state: { tokens: [{ at: 'ready', node: 'set' }] },
    stop: { kind: 'step', place: 'local' },
  });
});
