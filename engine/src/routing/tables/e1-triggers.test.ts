import type { Graph, WorkflowSettings } from '@trellis/shared/graph/graph.ts';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { insertSegment } from '../../db/queries/segments.ts';
import { createVirtualClock, type VirtualClock } from '../../testing/driver/virtual-clock.ts';
import { only } from '../../testing/entry-rows.ts';
import { clickWithin, HandRun, straight } from '../../testing/hand-run.ts';
import { settle } from '../../testing/settle.ts';
import { createStage, type Stage } from '../../testing/stage.ts';
import { scanOnce } from '../scans/scanner.ts';

/*
 * What starts a run (3.E1): given a trigger, what happens to the lead "a" (in Berlin) and how the clock goes → how many runs have started by then.
 * Events go through routing, times through the scanner.
 */

interface Moment {
  /** Workspace time, ISO 8601; at once if absent. */
  at?: string;
  event?: string;
  properties?: Record<string, unknown>;
  attributes?: Record<string, unknown>;
  /** So many runs have started in all. */
  runs: number;
}
type Row = [
  rule: string,
  type: string,
  config: Record<string, unknown>,
  moments: Moment[],
  settings?: Partial<WorkflowSettings>,
];

/** Stands for the segment of leads with the plan “pro”. */
const SEGMENT = '11111111-1111-4111-8111-111111111111';
const OTHER = '22222222-2222-4222-8222-222222222222';
const AGAIN = { reEntry: { mode: 'always' }, whileActive: 'parallel' } as const;

const EVENTS: Row[] = [
  [
    'an event by its name',
    'trigger-event',
    { event: 'order' },
    [
      { event: 'orders', runs: 0 },
      { event: 'order', runs: 1 },
    ],
  ],
  [
    'an event by the beginning of its name',
    'trigger-event',
    { event: 'order.*' },
    [
      { event: 'order', runs: 0 },
      { event: 'order.paid', runs: 1 },
    ],
  ],
  [
    'an event by its properties',
    'trigger-event',
    { event: 'order', filter: only('event.sum', '>', 10) },
    [
      { event: 'order', properties: { sum: 10 }, runs: 0 },
      { event: 'order', properties: { sum: 11 }, runs: 1 },
    ],
  ],
  [
    'an attribute that changes; unchanged it never fires',
    'trigger-attribute',
    { attribute: 'plan' },
    [
      { event: 'seen', attributes: { plan: 'free' }, runs: 1 },
      { event: 'seen', attributes: { plan: 'free' }, runs: 1 },
      { event: 'seen', attributes: { plan: 'pro' }, runs: 2 },
      { event: 'seen', attributes: { size: 5 }, runs: 2 },
    ],
    AGAIN,
  ],
  [
    'an attribute from one value to another',
    'trigger-attribute',
    { attribute: 'plan', from: 'free', to: 'pro' },
    [
      { event: 'seen', attributes: { plan: 'pro' }, runs: 0 },
      { event: 'seen', attributes: { plan: 'free' }, runs: 0 },
      { event: 'seen', attributes: { plan: 'team' }, runs: 0 },
      { event: 'seen', attributes: { plan: 'free' }, runs: 0 },
      { event: 'seen', attributes: { plan: 'pro' }, runs: 1 },
    ],
    AGAIN,
  ],
  [
    'a form by its id',
    'trigger-form',
    { form: OTHER },
    [
      { event: 'form.submitted', properties: { formId: SEGMENT }, runs: 0 },
      { event: 'form.submitted', properties: { formId: OTHER }, runs: 1 },
    ],
  ],
  [
    'the confirmation of a form, not when it is sent, and not when somebody else says so (how it starts: forms/starts-confirmed)',
    'trigger-form',
    { form: OTHER, moment: 'confirmed' },
    [
      { event: 'form.submitted', properties: { formId: OTHER }, runs: 0 },
      { event: 'form.confirmed', properties: { formId: OTHER }, runs: 0 },
    ],
  ],
  [
    'a reply on its channel',
    'trigger-reply',
    { channel: 'sms' },
    [
      { event: 'email.replied', runs: 0 },
      { event: 'sms.replied', runs: 1 },
    ],
  ],
  [
    'another workflow that ends, for a reason',
    'trigger-workflow',
    { workflow: OTHER, change: 'ended', reasons: ['completed'] },
    [
      { event: 'run.started', properties: { workflow: OTHER }, runs: 0 },
      { event: 'run.ended', properties: { workflow: SEGMENT, reason: 'completed' }, runs: 0 },
      { event: 'run.ended', properties: { workflow: OTHER, reason: 'exit-rule' }, runs: 0 },
      { event: 'run.ended', properties: { workflow: OTHER, reason: 'completed' }, runs: 1 },
    ],
  ],
  [
    'a segment that is entered, by a lead who comes to meet its rule',
    'trigger-segment',
    { segment: SEGMENT },
    [
      { event: 'seen', attributes: { plan: 'free' }, runs: 0 },
      { event: 'seen', attributes: { plan: 'pro' }, runs: 1 },
      { event: 'seen', runs: 1 },
    ],
    AGAIN,
  ],
  [
    'a segment that is left',
    'trigger-segment',
    { segment: SEGMENT, change: 'left' },
    [
      { event: 'seen', attributes: { plan: 'pro' }, runs: 0 },
      { event: 'seen', attributes: { plan: 'free' }, runs: 1 },
    ],
  ],
];

const TIMES: Row[] = [
  [
    'a date, once, at its local time, however often it is looked at',
    'trigger-date',
    { field: 'lead.renewal', time: '09:00' },
    [
      { event: 'seen', attributes: { renewal: '2026-11-25' }, runs: 0 },
      { at: '2026-11-25T07:59:00Z', runs: 0 },
      { at: '2026-11-25T08:01:00Z', runs: 1 },
      { at: '2026-11-26T00:00:00Z', runs: 1 },
    ],
    AGAIN,
  ],
  [
    'a date with an offset',
    'trigger-date',
    { field: 'lead.renewal', direction: 'before', offset: { amount: 7, unit: 'days', mode: 'calendar' } },
    [
      { event: 'seen', attributes: { renewal: '2026-12-01' }, runs: 0 },
      { at: '2026-11-23T22:00:00Z', runs: 0 },
      { at: '2026-11-24T10:00:00Z', runs: 1 },
      { at: '2026-12-02T00:00:00Z', runs: 1 },
    ],
    AGAIN,
  ],
  [
    'a yearly date, 29 February on the 28th of other years',
    'trigger-date',
    { field: 'lead.birthday', yearly: true },
    [
      { event: 'seen', attributes: { birthday: '2024-02-29' }, runs: 0 },
      { at: '2027-02-28T09:00:00Z', runs: 1 },
      { at: '2028-02-28T09:00:00Z', runs: 1 },
      { at: '2028-02-29T09:00:00Z', runs: 2 },
    ],
    AGAIN,
  ],
  [
    'a schedule, for the leads it is for',
    'trigger-schedule',
    { cron: '0 9 * * 1', who: only('lead.plan', '=', 'pro') },
    [
      { event: 'seen', attributes: { plan: 'free' }, runs: 0 },
      { at: '2026-11-23T09:01:00Z', runs: 0 },
      { event: 'seen', attributes: { plan: 'pro' }, runs: 0 },
      { at: '2026-11-30T08:59:00Z', runs: 0 },
      { at: '2026-11-30T09:01:00Z', runs: 1 },
    ],
  ],
  [
    'a silence of so many days, once',
    'trigger-inactivity',
    { days: 60 },
    [
      { event: 'seen', runs: 0 },
      { at: '2027-01-18T10:00:00Z', runs: 0 },
      { at: '2027-01-19T11:00:00Z', runs: 1 },
      { at: '2027-01-25T10:00:00Z', runs: 1 },
      { event: 'seen', runs: 1 },
      { at: '2027-03-26T11:00:00Z', runs: 2 },
    ],
    AGAIN,
  ],
];

describe('E1 what starts a run', () => {
  let stage: Stage;
  let hand: HandRun;
  let clock: VirtualClock;
  beforeEach(async () => {
    stage = await createStage();
    hand = new HandRun(stage);
    clock = await createVirtualClock(stage.db, stage.workspaceId, Date.UTC(2026, 10, 20, 10));
    await hand.inWorkspace(async (tx) => {
      const made = await insertSegment(tx, {
        name: 'Pro',
        condition: only('lead.plan', '=', 'pro'),
        createdBy: 'test',
      });
      await tx.execute(sql`update segments set id = ${SEGMENT} where id = ${made}`);
    });
    await stage.track({ user: 'a', name: 'came', traits: { timeZone: 'Europe/Berlin' } });
    await settle(stage, hand);
  });
  afterEach(async () => {
    await stage?.close();
  });

  /** Lets every scan do its batch and all events be routed. */
  async function look(): Promise<void> {
    await hand.inWorkspace((tx) => tx.execute(sql`update scans set due_at = now() - interval '1 second'`));
    await scanOnce({ db: stage.db, onError: (error) => expect(error).toBeUndefined() });
    await settle(stage, hand);
  }
  const started = async () =>
    (await hand.inWorkspace((tx) => tx.execute<{ n: number }>(sql`select count(*)::int as n from runs`)))[0]?.n;

  it.each([...EVENTS, ...TIMES])('%s', async (_, type, config, moments, settings) => {
    const graph = straight(clickWithin());
    const by: Graph = {
      ...graph,
      nodes: graph.nodes.map((node) => (node.id === 'n0' ? { ...node, type, config } : node)),
      settings: { reEntry: { mode: 'always' }, ...settings },
    };
    await stage.publish(by);
    await look();
    for (const { at, event, properties, attributes, runs } of moments) {
      if (at) await clock.leapTo(Date.parse(at));
      if (event) {
        const traits = attributes ? { traits: { attributes } } : {};
        await stage.track({ user: 'a', name: event, ...(properties ? { properties } : {}), ...traits });
      }
      await look();
      expect(await started(), JSON.stringify({ at, event, properties, attributes })).toBe(runs);
    }
  });
});
