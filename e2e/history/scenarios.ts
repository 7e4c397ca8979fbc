import type { SinkRule } from '@trellis/engine/channels/email/smtp-sink-rules.ts';
import { type ControlAction, controlRun } from '@trellis/engine/runs/control.ts';
import { eventually } from '@trellis/engine/testing/stage.ts';
import type { Graph } from '@trellis/shared/graph/graph.ts';
import { chain, graph, mail, node, onEvent, sleep, untilEvent } from '../graphs.ts';
import { countOf } from '../histories.ts';
import type { RunningStage } from '../running-stage.ts';

/** A run whose history shows something of its own, and how it comes about. Its name is the event that starts it, and the user. */
export interface Scenario {
  name: string;
  graph: Graph;
  /** From the start until the run has ended. */
  play(running: RunningStage): Promise<void>;
  /** Executions that Temporal keeps of the run. Default 1. */
  executions?: number;
  /** The sink asks for patience at the first mail. */
  refusesOnce?: true;
}

/** Plays a scenario on a stage whose day is a second; answers the run's id once it has ended, for Temporal too. */
export async function play(running: RunningStage, scenario: Scenario): Promise<string> {
  const { stage, sink, histories, happens, ends } = running;
  const { name } = scenario;
  await stage.publish(scenario.graph, name);
  if (scenario.refusesOnce) sink.rules.set(PATIENCE);
  await happens(name, name);
  await scenario.play(running);
  const { id } = await ends(name, 30 * SECOND);
  await histories.client.workflow.getHandle(`run:${id}`).result();
  return id;
}

const PATIENCE: SinkRule = { at: 'rcpt', does: { kind: 'reply', text: '450 4.2.0 try later' }, times: 1 };

const SECOND = 1000;
/** Far away, so that only an event or a person ends it. */
const never = { amount: 3_000, unit: 'days' };

const drip = (name: string, giveUpAfter: { amount: number; unit: string }): Graph =>
  graph(
    [
      onEvent(name),
      mail('one'),
      sleep('nap', 1, 'days'),
      mail('two'),
      untilEvent('click', 'guide.read', giveUpAfter),
      mail('three'),
      mail('gentle'),
      node('end', 'end'),
    ],
    [
      ['start', 'one'],
      ['one', 'nap'],
      ['nap', 'two'],
      ['two', 'click'],
      ['click.happened', 'three'],
      ['click.timeout', 'gentle'],
      ['three', 'end'],
      ['gentle', 'end'],
    ],
  );

/** Does it as a person would, who looks again when the run has moved meanwhile; returns once Temporal has heard of it. */
const steer = async (
  { stage, worker, histories, runOf }: RunningStage,
  user: string,
  action: ControlAction,
): Promise<void> => {
  const { db, workspaceId, services } = stage;
  const { id } = await runOf(user);
  const heard = async () => countOf(await histories.of(id), 'WORKFLOW_EXECUTION_SIGNALED');
  const before = await heard();
  await eventually(
    async () => {
      const { stepNo } = await runOf(user);
      const request = { runId: id, action, seen: stepNo, actor: 'tester', actorName: 'a tester' };
      return db.inWorkspace(workspaceId, (tx) => controlRun(tx, services.plans, request));
    },
    ({ kind }) => kind === 'done',
  );
  worker.dispatcher.nudge();
  await eventually(heard, (now) => now > before);
};

/** Played with a day in a second. */
export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'drip-with-click',
    graph: drip('drip-with-click', never),
    async play({ happens, waitsAt }) {
      await waitsAt(this.name, 'click');
      await happens(this.name, 'guide.read');
    },
  },
  { name: 'drip-with-timeout', graph: drip('drip-with-timeout', { amount: 1, unit: 'days' }), async play() {} },
  {
    name: 'pause-resume-skip',
    graph: chain(
      onEvent('pause-resume-skip'),
      mail('one'),
      sleep('nap', 3_000, 'days'),
      mail('two'),
      node('end', 'end'),
    ),
    async play(running) {
      await running.waitsAt(this.name, 'nap');
      for (const kind of ['pause', 'resume', 'skip-wait'] as const) await steer(running, this.name, { kind });
    },
  },
  {
    name: 'exit',
    graph: chain(onEvent('exit'), mail('one'), sleep('nap', 3_000, 'days'), mail('two'), node('end', 'end')),
    async play(running) {
      await running.waitsAt(this.name, 'nap');
      await steer(running, this.name, { kind: 'exit' });
    },
  },
  {
    name: 'retry',
    graph: chain(onEvent('retry'), mail('one'), node('end', 'end')),
    refusesOnce: true,
    async play({ waitsAt }) {
      await waitsAt(this.name, 'one');
    },
  },
  {
    name: 'continue-as-new',
    graph: graph(
      [onEvent('continue-as-new'), untilEvent('round', 'again', never), node('end', 'end')],
      [
        ['start', 'round'],
        ['round.happened', 'round'],
        ['round.timeout', 'end'],
      ],
    ),
    executions: 2,
    async play(running) {
      const { histories, happens, waitsAt, runOf } = running;
      let { id, stepNo } = await waitsAt(this.name, 'round');
      // Seven events a round: 1,000 are exceeded after some 143.
      for (let round = 1; round < 200; round++) {
        await happens(this.name, 'again');
        ({ stepNo } = await eventually(
          () => runOf(this.name),
          (run) => run.stepNo > stepNo,
        ));
        if (round > 140 && (await histories.executions(id)).length === 2) break;
      }
      await steer(running, this.name, { kind: 'skip-wait' });
    },
  },
];
