import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clickWithin, HandRun, HOOK, MAIL, straight } from '../../testing/hand-run.ts';
import { createStage, type Stage } from '../../testing/stage.ts';
import { StandingRuns } from '../../testing/standing-runs.ts';
import { type ControlAction, controlRun } from '../control.ts';

let stage: Stage;
let hand: HandRun;
let stands: StandingRuns;
beforeAll(async () => {
  stage = await createStage();
  hand = new HandRun(stage);
  stands = new StandingRuns(hand);
  await stage.publish(straight(MAIL, clickWithin(3), HOOK, { type: 'wait' }));
}, 60_000);
afterAll(() => stage?.close());

const newUser = () => stands.newUser();
const waiting = () => stands.waiting();
const parked = () => stands.parked();
const retrying = () => stands.retrying();

async function paused(): Promise<string> {
  const run = await waiting();
  await hand.control(run, { kind: 'pause' });
  return run;
}

async function ended(): Promise<string> {
  const run = await waiting();
  await hand.control(run, { kind: 'exit' });
  return run;
}

const states = { waiting, retrying, parked, paused, ended };

describe('A3 each action in each state of a run', () => {
  const rows: [ControlAction, Record<keyof typeof states, string>][] = [
    [
      { kind: 'pause' },
      { waiting: 'paused', retrying: 'paused', parked: 'not-active', paused: 'not-active', ended: 'ended' },
    ],
    [
      { kind: 'resume' },
      { waiting: 'not-paused', retrying: 'not-paused', parked: 'not-paused', paused: 'active', ended: 'ended' },
    ],
    [
      { kind: 'skip-wait' },
      { waiting: 'ended!', retrying: 'active', parked: 'not-active', paused: 'not-active', ended: 'ended' },
    ],
    [
      { kind: 'run-now' },
      { waiting: 'active', retrying: 'active', parked: 'not-active', paused: 'not-active', ended: 'ended' },
    ],
    [
      { kind: 'move', node: 'n3' },
      { waiting: 'active', retrying: 'active', parked: 'active', paused: 'paused', ended: 'ended' },
    ],
    [
      { kind: 'move', node: 'gone' },
      {
        waiting: 'no-such-node',
        retrying: 'no-such-node',
        parked: 'no-such-node',
        paused: 'no-such-node',
        ended: 'ended',
      },
    ],
    [
      { kind: 'replay', node: 'n1', mode: 'live' },
      { waiting: 'active', retrying: 'active', parked: 'active', paused: 'paused', ended: 'ended' },
    ],
    [
      { kind: 'replay', node: 'n1', mode: 'only-unsent' },
      { waiting: 'active', retrying: 'active', parked: 'active', paused: 'paused', ended: 'ended' },
    ],
    [
      { kind: 'retry' },
      { waiting: 'not-parked', retrying: 'not-parked', parked: 'active', paused: 'not-parked', ended: 'ended' },
    ],
    [
      { kind: 'set-variable', name: 'code', value: 'B' },
      { waiting: 'active', retrying: 'active', parked: 'parked', paused: 'paused', ended: 'ended' },
    ],
    [
      { kind: 'inject-event', name: 'demo', properties: {} },
      { waiting: 'active', retrying: 'active', parked: 'parked', paused: 'paused', ended: 'ended' },
    ],
    [{ kind: 'exit' }, { waiting: 'ended!', retrying: 'ended!', parked: 'ended!', paused: 'ended!', ended: 'ended' }],
    [
      { kind: 'skip-step' },
      { waiting: 'not-held', retrying: 'active', parked: 'active', paused: 'not-active', ended: 'ended' },
    ],
    [
      { kind: 'restart' },
      { waiting: 'ended!', retrying: 'ended!', parked: 'ended!', paused: 'ended!', ended: 'ended!' },
    ],
  ];
  for (const [action, expected] of rows) {
    for (const state of Object.keys(states) as (keyof typeof states)[]) {
      it(`${action.kind} ${'node' in action ? action.node : ''} of a run that is ${state}: ${expected[state]}`, async () => {
        const run = await states[state]();
        const before = await hand.row(run);
        const audited = await audit(run);
        const result = await hand.control(run, action);
        const after = await hand.row(run);
        if (result.kind === 'done') {
          expect(after.status).toBe(expected[state].replace('!', ''));
          expect(await audit(run)).toBe(audited + 1);
          if (state !== 'ended') expect(after.stepNo).toBe(before.stepNo + 1);
        } else {
          expect(result).toMatchObject({ kind: 'refused', code: expected[state], stepNo: before.stepNo });
          expect(after).toEqual(before);
          expect(await audit(run)).toBe(audited);
        }
      });
    }
  }
});

const audit = async (run: string) => {
  const [row] = await hand.inWorkspace((tx) =>
    tx.execute<{ n: number }>(
      sql`select count(*)::int as n from audit_log where subject_id = ${run} and actor = 'a' and change ->> 'from' is not null`,
    ),
  );
  return row?.n ?? 0;
};

/** Everything that a person may do, as somebody who looked before the run's last step. */
const ACTIONS: ControlAction[] = [
  { kind: 'pause' },
  { kind: 'resume' },
  { kind: 'skip-wait' },
  { kind: 'run-now' },
  { kind: 'move', node: 'n3' },
  { kind: 'replay', node: 'n1', mode: 'live' },
  { kind: 'retry' },
  { kind: 'restart' },
  { kind: 'set-variable', name: 'code', value: 'B' },
  { kind: 'inject-event', name: 'demo', properties: {} },
  { kind: 'exit' },
];
const as = (run: string, action: ControlAction, seen: number) =>
  hand.inWorkspace((tx) =>
    controlRun(tx, stage.services.plans, { runId: run, action, seen, actor: 'a', actorName: 'Ann' }),
  );

describe('A3 somebody who saw an earlier step', () => {
  it.each(ACTIONS)('is told where the run is now, and nothing is done: $kind', async (action) => {
    const run = await waiting();
    const before = await hand.row(run);
    for (const seen of [before.stepNo - 1, 0, before.stepNo + 1])
      expect(await as(run, action, seen)).toMatchObject({
        kind: 'refused',
        code: 'moved',
        stepNo: before.stepNo,
        node: 'n2',
      });
    expect(await hand.row(run)).toEqual(before);
    expect(await audit(run)).toBe(0);
  });

  it.each<ControlAction>([
    { kind: 'skip-wait' },
    { kind: 'run-now' },
    { kind: 'replay', node: 'n1', mode: 'live' },
    { kind: 'move', node: 'n3' },
    { kind: 'inject-event', name: 'demo', properties: {} },
  ])('by a double click does the thing once: $kind', async (action) => {
    const run = await retrying();
    const { stepNo } = await hand.row(run);
    const results = await Promise.all([as(run, action, stepNo), as(run, action, stepNo), as(run, action, stepNo)]);
    expect(results.filter(({ kind }) => kind === 'done')).toHaveLength(1);
    const refused = results.filter(
      (one) => one.kind === 'refused' && one.code === 'moved' && one.stepNo === stepNo + 1,
    );
    expect(refused).toHaveLength(2);
    expect((await hand.steps(run)).filter(({ kind }) => kind === 'control')).toHaveLength(1);
    expect(await audit(run)).toBe(1);
  });

  it('by a double click skips one of two waits that follow each other', async () => {
    const two = straight(clickWithin(3), clickWithin(3));
    await stage.publish({
      ...two,
      nodes: two.nodes.map((node) => ({
        ...node,
        ...(node.id === 'n0' ? { config: { event: 'twice' } } : {}),
        endsHere: [],
      })),
      edges: [
        ...two.edges,
        { id: 't1', from: 'n1', port: 'timeout', to: 'n2' },
        { id: 't2', from: 'n2', port: 'timeout', to: 'n3' },
      ],
    });
    const { started } = await hand.send(newUser(), 'twice');
    const run = started[0]?.runId ?? '';
    await hand.call(run, { place: 'local' });
    const { stepNo } = await hand.row(run);
    await as(run, { kind: 'skip-wait' }, stepNo);
    await hand.call(run, { place: 'local', cause: 'wake' });
    expect(await as(run, { kind: 'skip-wait' }, stepNo)).toMatchObject({ kind: 'refused', code: 'moved', node: 'n2' });
    expect(await hand.row(run)).toMatchObject({ at: 'waiting n2' });
  });
});
