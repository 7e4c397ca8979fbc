import { GRAPH_VERSION, type Graph, type GraphNode } from '@trellis/shared/graph/graph.ts';
import { deeperTrackMail, gentleMail, insightsMail, type SampleMail, thankYouMail } from './ebook-mails.ts';

export const EBOOK_FLOW_NAME = 'E-book: Field Service Playbook';

/** The event that starts it, and the property its trigger asks for: what the test event panel offers. */
export const EBOOK_EVENT = { name: 'content.downloaded', properties: { topic: 'field-service' } } as const;

const days = (amount: number) => ({ amount, unit: 'days', mode: 'elapsed' });

const node = (id: string, type: string, name: string, config: Record<string, unknown> = {}): GraphNode => ({
  id,
  type,
  typeVersion: 1,
  name,
  config,
});

const mail = (id: string, name: string, { ...config }: SampleMail): GraphNode => node(id, 'send-email', name, config);

const whereProperty = (property: string, value: string) => ({
  version: 1,
  combinator: 'and',
  rules: [{ field: `event.properties.${property}`, operator: '=', value }],
});

/** The e-book flow (1.Q12): thank-you mail at once, insights after two days, and a click on the tagged link within three leads to the deeper track. */
export function ebookFlow(): Graph {
  return {
    graphVersion: GRAPH_VERSION,
    direction: 'down',
    settings: { reEntry: { mode: 'after-exit' } },
    nodes: [
      node('download', 'trigger-event', 'Downloaded e-book', {
        event: EBOOK_EVENT.name,
        filter: whereProperty('topic', EBOOK_EVENT.properties.topic),
      }),
      mail('thank-you', 'Thank-you mail', thankYouMail),
      node('two-days', 'wait', 'Wait 2 days', { mode: 'duration', duration: days(2) }),
      mail('insights', 'Insights mail', insightsMail),
      node('read-guide', 'wait-for-event', 'Read the guide?', {
        event: 'email.clicked',
        filter: whereProperty('tag', 'read-guide'),
        lookBack: 'previous-send',
        giveUpAfter: days(3),
      }),
      mail('deeper', 'Deeper track mail', deeperTrackMail),
      mail('gentle', 'Gentle one', gentleMail),
      node('end', 'end', 'End'),
    ],
    edges: [
      { id: 'e1', from: 'download', port: 'next', to: 'thank-you' },
      { id: 'e2', from: 'thank-you', port: 'next', to: 'two-days' },
      { id: 'e3', from: 'two-days', port: 'next', to: 'insights' },
      { id: 'e4', from: 'insights', port: 'next', to: 'read-guide' },
      { id: 'e5', from: 'read-guide', port: 'happened', to: 'deeper' },
      { id: 'e6', from: 'read-guide', port: 'timeout', to: 'gentle' },
      { id: 'e7', from: 'deeper', port: 'next', to: 'end' },
      { id: 'e8', from: 'gentle', port: 'next', to: 'end' },
    ],
    notes: [],
  };
}
