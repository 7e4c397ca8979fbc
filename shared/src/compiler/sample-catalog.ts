import { z } from 'zod';
import { GRAPH_VERSION, type Graph, type GraphEdge, type GraphNode } from '../graph/graph.ts';
import type { Catalog } from '../node/catalog.ts';
import { defineNode, type NodeDefinition } from '../node/definition.ts';
import { branchId, conditionField, eventField, stepField, templateField, workflowField } from '../node/fields.ts';

/*
 * Node types for the compiler's own tests: they are declared as a third party would, because the compiler must not know the built-in ones.
 */

const go = () => ({ kind: 'go', port: 'next', why: { text: 'Went on' } }) as const;
const next = { id: 'next', label: 'Next' };
const base = { version: 1, icon: 'box', summary: '{text}', decide: go };

const DEFINITIONS = [
  defineNode({
    ...base,
    type: 'start',
    category: 'trigger',
    title: 'Start',
    config: z.object({ event: eventField({ title: 'Event' }).optional() }),
    ports: [next],
    starts: ({ event }) => (event ? { on: 'event', event } : { on: 'manual' }),
  }),
  defineNode({ ...base, type: 'step', category: 'data', title: 'Step', config: z.object({}), ports: [next] }),
  defineNode({
    ...base,
    type: 'hand-over',
    category: 'data',
    title: 'Hand over',
    config: z.object({
      workflow: workflowField({ title: 'Workflow', needs: 'manual-trigger' }).optional(),
      after: stepField({ title: 'After' }).optional(),
    }),
    ports: [next],
  }),
  defineNode({
    ...base,
    type: 'rest',
    category: 'timing',
    title: 'Rest',
    config: z.object({ once: z.boolean().optional() }),
    ports: [next, { id: 'past', label: 'Past', optional: true, otherwise: 'next' }],
    stops: true,
    rests: '!once=true',
  }),
  defineNode({
    ...base,
    type: 'fork',
    category: 'logic',
    title: 'Fork',
    config: z.object({
      branches: z
        .array(z.object({ id: branchId, label: z.string().optional(), when: conditionField({ title: 'When' }) }))
        .max(9)
        .meta({ title: 'Branches' }),
    }),
    ports: { each: 'branches', id: 'id', label: 'label', plus: [{ id: 'else', label: 'Else' }] },
  }),
  defineNode({
    ...base,
    type: 'mail',
    version: 2,
    category: 'message',
    title: 'Mail',
    config: z.object({
      text: templateField(1_000, { title: 'Text' }).min(1),
      copies: z.number().int().min(1).max(5).default(1).meta({ title: 'Copies' }),
    }),
    ports: [next, { id: 'failed', label: 'Failed', optional: true }],
    place: 'email',
    stops: true,
    migrations: { 1: ({ body, ...rest }) => ({ ...rest, text: body }) },
    check({ text }) {
      if (text === 'throw') throw new Error('a defect of the type');
      return text.includes('!!!')
        ? [{ path: ['text'], code: 'mail.shouting', message: 'do not shout.', severity: 'warning' }]
        : [];
    },
  }),
  defineNode({
    ...base,
    type: 'end',
    category: 'end',
    title: 'End',
    config: z.object({}),
    ports: [],
    stops: true,
    decide: () => ({ kind: 'end', reason: 'completed', why: { text: 'Ended' } }),
  }),
];

export const SAMPLE_CATALOG: Catalog = new Map(
  DEFINITIONS.map((definition) => [definition.type, { definition: definition as NodeDefinition }]),
);

/** A node by `id type`, such as `a step`. */
export function node(
  id: string,
  type: string,
  config: Record<string, unknown> = {},
  more: Partial<GraphNode> = {},
): GraphNode {
  return { id, type, typeVersion: type === 'mail' ? 2 : 1, name: id.toUpperCase(), config, ...more };
}

/** Lines from words: `a>b c.failed>d`; the port is `next` where none is named. */
export function lines(text: string): GraphEdge[] {
  return text
    .split(' ')
    .filter(Boolean)
    .map((line, index) => {
      const [source = '', to = ''] = line.split('>');
      const [from = '', port = 'next'] = source.split('.');
      return { id: `e${index}`, from, port, to };
    });
}

export function graphOf(nodes: GraphNode[], edges: string | GraphEdge[]): Graph {
  return {
    graphVersion: GRAPH_VERSION,
    nodes,
    edges: typeof edges === 'string' ? lines(edges) : edges,
    notes: [],
    direction: 'down',
    settings: { reEntry: { mode: 'after-exit' } },
  };
}
