import { eventually as until } from '@trellis/engine/testing/stage.ts';
import { GRAPH_VERSION, type Graph, type GraphNode } from '@trellis/shared/graph/graph.ts';
import type { BrowserStage } from './stage.ts';

type Call = BrowserStage['call'];

const node = (id: string, type: string, name: string, config: Record<string, unknown> = {}): GraphNode => ({
  id,
  type,
  typeVersion: 1,
  name,
  config,
});
const graphOf = (nodes: GraphNode[], edges: [from: string, port: string, to: string][]): Graph => ({
  graphVersion: GRAPH_VERSION,
  direction: 'down',
  settings: { reEntry: { mode: 'always' }, whileActive: 'parallel' },
  notes: [],
  nodes,
  edges: edges.map(([from, port, to], index) => ({ id: `e${index}`, from, port, to })),
});

/** A call, an approval with the mail it lets out, and a text message, each behind its own event. */
export const CALLS = graphOf(
  [
    node('asked', 'trigger-event', 'Demo requested', { event: 'demo.requested' }),
    node('call', 'call-task', 'Call about the demo', {
      title: 'Call about the demo',
      instructions: 'Ask how many vans they run, and who plans the routes.\nOffer Thursday or Friday.',
      dueWithin: { amount: 4, unit: 'hours', mode: 'elapsed' },
    }),
    node('end', 'end', 'End'),
  ],
  [
    ['asked', 'next', 'call'],
    ['call', 'reached', 'end'],
    ['call', 'voicemail', 'end'],
    ['call', 'no-answer', 'end'],
  ],
);
export const OFFERS = graphOf(
  [
    node('wanted', 'trigger-event', 'Offer wanted', { event: 'offer.wanted' }),
    node('ask', 'approval', 'Send the offer?', { title: 'Send the offer?', instructions: 'Look at the price first.' }),
    node('offer', 'send-email', 'Offer mail', {
      subject: 'Your offer, {{ lead.firstName | default: "there" }}',
      body: 'Hi {{ lead.firstName | default: "there" }},\n\nhere is the offer you asked for.',
    }),
    node('end', 'end', 'End'),
  ],
  [
    ['wanted', 'next', 'ask'],
    ['ask', 'approved', 'offer'],
    ['ask', 'rejected', 'end'],
    ['offer', 'next', 'end'],
  ],
);
export const TEXTS = graphOf(
  [
    node('booked', 'trigger-event', 'Visit booked', { event: 'visit.booked' }),
    node('text', 'send-sms', 'Reminder text', { text: 'See you on Monday at 9:00. Reply STOP to stop.' }),
    node('answer', 'wait-any', 'An answer?', {
      doors: [
        { id: 'replied', label: 'Replied', kind: 'reply', channel: 'sms' },
        {
          id: 'later',
          label: 'Two days passed',
          kind: 'duration',
          duration: { amount: 20, unit: 'days', mode: 'elapsed' },
        },
      ],
    }),
    node('thanks', 'send-sms', 'Thanks text', { text: 'Thank you! Reply STOP to stop.' }),
    node('end', 'end', 'End'),
  ],
  [
    ['booked', 'next', 'text'],
    ['text', 'next', 'answer'],
    ['answer', 'replied', 'thanks'],
    ['answer', 'later', 'end'],
    ['thanks', 'next', 'end'],
  ],
);

/** Makes a live workflow of a drawing; answers its id. */
export async function publish(call: Call, name: string, graph: Graph): Promise<string> {
  const { id, draft } = await call<{ id: string; draft: { revision: number } }>('POST', '/api/workflows', {
    name,
    graph,
  });
  await call('POST', `/api/workflows/${id}/versions`, { revision: draft.revision });
  return id;
}

/** A lead with a phone number and consent to be texted. */
export async function addReachable(
  call: Call,
  lead: { email: string; firstName: string; lastName: string; phone: string },
): Promise<string> {
  const keys = await call<{ items: { key: string }[] }>('GET', '/api/keys');
  const { email, ...traits } = lead;
  await call('POST', '/v1/identify', {
    writeKey: keys.items[0]?.key,
    userId: email,
    traits: { email, ...traits, company: { name: 'Lahti Logistics Oy' } },
  });
  const found = await until(
    async () => (await call<{ items: { id: string }[] }>('GET', `/api/leads?search=${email}`)).items[0],
    (one) => one !== undefined,
  );
  // The lead's own word: nobody else can give it.
  await call('POST', '/api/sms/replies', { number: lead.phone, text: 'START' });
  return found?.id ?? '';
}

/** Something that a known lead did. */
export const fire = (call: Call, leadId: string, event: string, properties: Record<string, unknown> = {}) =>
  call<{ eventId: string }>('POST', '/api/test-events', { event, leadId, properties });

/** Fills a workspace with work for people: a call, an approval, a talk by text, a segment by rule with members. */
export async function pictureWork(
  call: Call,
  leadId: string,
): Promise<{ taskId: string; approvalId: string; segmentId: string }> {
  await publish(call, 'Demo requests', CALLS);
  await publish(call, 'Offers', OFFERS);
  await publish(call, 'Visit reminders', TEXTS);
  const rania = await addReachable(call, {
    email: 'rania.haddad@levant-cooling.example',
    firstName: 'Rania',
    lastName: 'Haddad',
    phone: '+31 6 5550 0100',
  });
  await fire(call, rania, 'demo.requested');
  await fire(call, rania, 'visit.booked');
  await fire(call, leadId, 'offer.wanted');
  const { id: segmentId } = await call<{ id: string }>('POST', '/api/segments', {
    name: 'Asked for a demo',
    condition: {
      version: 1,
      combinator: 'and',
      rules: [
        { field: 'history', operator: 'atLeast', value: { event: 'demo.requested', times: 1 } },
        { field: 'lead.email', operator: 'contains', value: '@' },
      ],
    },
  });
  const taskOf = (kind: string) =>
    until(
      async () =>
        (await call<{ items: { id: string }[] }>('GET', `/api/tasks?status=open&kind=${kind}`)).items[0]?.id ?? '',
      (id) => id !== '',
    );
  const [taskId, approvalId] = [await taskOf('call'), await taskOf('approval')];
  await until(
    () => call<{ members: number }>('GET', `/api/segments/${segmentId}`),
    ({ members }) => members > 0,
  );
  await until(
    () => call<{ items: unknown[] }>('GET', '/api/sms'),
    ({ items }) => items.length > 1,
  );
  return { taskId, approvalId, segmentId };
}
