import { insightsMail, thankYouMail } from '@trellis/engine/demo/ebook-mails.ts';
import { eventually as until } from '@trellis/engine/testing/stage.ts';
import type { Graph } from '@trellis/shared/graph/graph.ts';
import { chain, graph, mail, node, onEvent, sleep, untilEvent } from '../../graphs.ts';
import type { BrowserStage } from './stage.ts';

type Call = BrowserStage['call'];

/** A workflow with something to publish, and with moves behind it. */
export interface PublishScene {
  workflowId: string;
  /** A draft that was never published. */
  firstId: string;
}

const EVENT = 'trial.started';
const PEOPLE = ['jana.krejci', 'marek.nowak', 'sofie.maes', 'callum.reid', 'eeva.koskinen', 'tomas.herrera'];

/** As it was first published: a long wait, a question, an offer. */
function before(): Graph {
  const names: Record<string, string> = {
    start: 'Trial started',
    thanks: 'Thank-you mail',
    long: 'Wait 300 days',
    ask: 'Read the guide?',
    offer: 'Offer mail',
    end: 'End',
  };
  const nodes = [
    onEvent(EVENT),
    node('thanks', 'send-email', { ...thankYouMail, subject: 'Thanks for your download', fromName: 'Brightwater' }),
    sleep('long', 300, 'days'),
    untilEvent('ask', 'email.clicked', { amount: 400, unit: 'days' }),
    mail('offer', '10 % off until Friday'),
    node('end', 'end'),
  ].map((one) => ({ ...one, name: names[one.id] ?? one.id }));
  return graph(nodes, [
    ['start', 'thanks'],
    ['thanks', 'long'],
    ['long', 'ask'],
    ['ask.happened', 'end'],
    ['ask.timeout', 'offer'],
    ['offer', 'end'],
  ]);
}

/** What the draft has become: other words, a shorter wait, a new mail in between, no offer, a rule. */
function after(): Graph {
  const old = before();
  const insights = { ...node('insights', 'send-email', { ...insightsMail }), name: 'Insights mail' };
  const nodes = old.nodes
    .filter(({ id }) => id !== 'offer')
    .map((one) => {
      if (one.id === 'thanks') return { ...one, config: { ...thankYouMail } };
      return one.id === 'long' ? { ...one, name: 'Wait 200 days', config: sleep('long', 200, 'days').config } : one;
    });
  return {
    ...graph(
      [...nodes, insights],
      [
        ['start', 'thanks'],
        ['thanks', 'long'],
        ['long', 'insights'],
        ['insights', 'ask'],
        ['ask.happened', 'end'],
        ['ask.timeout', 'end'],
      ],
    ),
    settings: { ...old.settings, exitRules: [{ id: 'booked', name: 'Leaves on a booked demo', event: 'demo.booked' }] },
  };
}

/** Leads waiting on the first version, some of them moved to the second; the draft is ahead by several changes. */
export async function publishScene(call: Call): Promise<PublishScene> {
  const { id: workflowId, draft } = await call<{ id: string; draft: { revision: number } }>('POST', '/api/workflows', {
    name: 'Trial: from start to plan',
    graph: before(),
  });
  const versions = `/api/workflows/${workflowId}/versions`;
  const { version } = await call<{ version: { id: string } }>('POST', versions, { revision: draft.revision });
  for (const person of PEOPLE)
    await call('POST', '/api/test-events', {
      event: EVENT,
      properties: {},
      email: `${person}@lahti-logistics.example`,
    });
  const waiting = async () =>
    (
      await call<{ items: { at: { nodeId: string } | null }[] }>('GET', `/api/runs?workflowId=${workflowId}`)
    ).items.filter(({ at }) => at?.nodeId === 'long');
  await until(waiting, (all) => all.length === PEOPLE.length);
  const calmer = {
    ...before(),
    nodes: before().nodes.map((one) =>
      one.id === 'long' ? { ...one, config: sleep('long', 290, 'days').config } : one,
    ),
  };
  const save = (graphNow: Graph, baseRevision: number) =>
    call<{ revision: number }>('PUT', `/api/workflows/${workflowId}/draft`, { graph: graphNow, baseRevision });
  const second = await save(calmer, draft.revision);
  await call('POST', versions, {
    revision: second.revision,
    moves: {
      choices: [{ versionId: version.id, nodeId: 'long', choice: 'now' }],
      canary: { percent: 30, minutes: 600 },
    },
  });
  await save(after(), second.revision);
  const { id: firstId } = await call<{ id: string }>('POST', '/api/workflows', {
    name: 'Never published',
    graph: chain(onEvent('plan.viewed'), mail('hello'), node('end', 'end')),
  });
  return { workflowId, firstId };
}

/** The pages of publishing and comparing, with what has to stand there before they are looked at. */
export function publishPaths({ workflowId, firstId }: PublishScene) {
  const base = `/workflows/${workflowId}`;
  const steps = '[data-step], [role=treeitem]';
  return [
    { name: 'publish', path: `${base}/edit?show=publish`, ready: '[role=dialog] table' },
    { name: 'publish-first', path: `/workflows/${firstId}/edit?show=publish`, ready: '[role=dialog] p' },
    { name: 'publish-moving', path: `${base}/live`, ready: steps },
    { name: 'publish-moves', path: `${base}/live?show=moves`, ready: 'aside li' },
    { name: 'compare', path: `${base}/compare?node=thanks`, ready: 'aside del' },
    { name: 'compare-list', path: `${base}/compare`, ready: steps },
    { name: 'compare-rule', path: `${base}/compare?rule=Leaves%20on%20a%20booked%20demo`, ready: 'aside footer' },
    { name: 'compare-none', path: `/workflows/${firstId}/compare`, ready: 'main h2' },
  ];
}
