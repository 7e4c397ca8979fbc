import {
  condition,
  continueAsNew,
  defineSignal,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { Answer, LeadRunInput, Place, RunActivities, StepInput } from './answer.ts';

/*
 * The whole run workflow: ask, obey one of three answers, ask again.
 *
 *   step: ask again, at another place · wait: sleep, until a time or a wake-up, and ask · end
 *
 * It must replay for months, so it knows no node types, holds no plan and no personal data, and its mailbox is one number: a wake-up counts
 * when its number is at least that of the rest it interrupts.
 */

/** Retries are for our own faults only (database away, worker lost); a provider that fails is a decision of the run. */
const retry = { initialInterval: '200ms', maximumInterval: '2s', backoffCoefficient: 2 };
/** The largest history one execution should have before it hands over to a fresh one. */
const HISTORY_EVENTS = 1_000;

export const wake = defineSignal<[number]>('wake');

export async function leadRun({ workspace, run, n, place, label }: LeadRunInput): Promise<void> {
  let highest = n;
  setHandler(wake, (number) => {
    highest = Math.max(highest, number);
  });
  const ask = (at: Place, cause: StepInput['cause'], summary: string) =>
    stepAt(at, workspace, summary, { workspace, run, cause, place: at });

  let answer: Answer = await ask(place, 'start', label);
  for (;;) {
    if (answer.kind === 'end') return;
    if (workflowInfo().historyLength > HISTORY_EVENTS) {
      const next = answer.kind === 'step' ? answer.place : answer.onTimer;
      return continueAsNew<typeof leadRun>({ workspace, run, n: answer.n - 1, place: next, label: answer.label });
    }
    if (answer.kind === 'step') {
      answer = await ask(answer.place, 'go', answer.label);
      continue;
    }
    const rest = answer;
    const isWoken = () => highest >= rest.n;
    let woken = true;
    if (rest.ms === undefined) await condition(isWoken);
    else woken = await condition(isWoken, rest.ms, { summary: rest.label });
    answer = await ask(woken ? rest.onWake : rest.onTimer, woken ? 'wake' : 'timer', rest.label);
  }
}

/** Local stretches only decide: one marker in the history. All others wait in the queue of their channel, fairly per workspace. */
function stepAt(place: Place, workspace: string, summary: string, input: StepInput): Promise<Answer> {
  if (place === 'local') {
    return proxyLocalActivities<RunActivities>({ startToCloseTimeout: '5s', retry }).step.executeWithOptions(
      { summary },
      [input],
    );
  }
  const taskQueue = workflowInfo().taskQueue.replace(/run$/, place);
  return proxyActivities<RunActivities>({
    startToCloseTimeout: '110s',
    heartbeatTimeout: '10s',
    taskQueue,
    retry,
    priority: { fairnessKey: workspace },
  }).step.executeWithOptions({ summary }, [input]);
}
