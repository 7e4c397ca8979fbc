import {
  condition,
  continueAsNew,
  defineSignal,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { Answer, LeadRunInput, RunActivities, StepInput } from './answer.ts';
import { runLoop } from './loop.ts';

/** Retries are for our own faults only (database away, worker lost); a provider that fails is a decision of the run. */
const retry = { initialInterval: '200ms', maximumInterval: '2s', backoffCoefficient: 2 };
/** The largest history one execution should have before it hands over to a fresh one. */
const HISTORY_EVENTS = 1_000;

export const wake = defineSignal<[number]>('wake');

export async function leadRun(input: LeadRunInput): Promise<void> {
  await runLoop(input, {
    ask,
    async sleep(isOver, ms, label) {
      if (ms !== undefined) return condition(isOver, ms, { summary: label });
      await condition(isOver);
      return true;
    },
    listen: (onWake) => setHandler(wake, onWake),
    isLong: () => workflowInfo().historyLength > HISTORY_EVENTS,
    goOn: (next) => continueAsNew<typeof leadRun>(next),
  });
}

/** Local stretches only decide: one marker in the history. All others wait in the queue of their channel, fairly per workspace. */
function ask(input: StepInput, label: string): Promise<Answer> {
  if (input.place === 'local') {
    const { step } = proxyLocalActivities<RunActivities>({ startToCloseTimeout: '5s', retry });
    return step.executeWithOptions({ summary: label }, [input]);
  }
  const { step } = proxyActivities<RunActivities>({
    startToCloseTimeout: '110s',
    heartbeatTimeout: '10s',
    taskQueue: workflowInfo().taskQueue.replace(/run$/, input.place),
    retry,
    priority: { fairnessKey: input.workspace },
  });
  return step.executeWithOptions({ summary: label }, [input]);
}
