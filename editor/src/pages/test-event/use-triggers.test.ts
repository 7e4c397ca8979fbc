import { emptyGraph, type Graph } from '@trellis/shared/graph/graph.ts';
import type { NodeDescription } from '@trellis/shared/node/describe.ts';
import { describe, expect, it } from 'vitest';
import { triggersOf } from './use-triggers.ts';

const type = (name: string, trigger: boolean): NodeDescription => ({
  type: name,
  version: 1,
  category: 'trigger',
  title: name,
  icon: 'bolt',
  keywords: [],
  ports: [],
  summary: '',
  place: 'local',
  trigger,
  end: false,
  schema: { properties: { when: { widget: 'event' }, only: { widget: 'condition' } } },
  initial: {},
});

const graph = (nodeType: string, config: Record<string, unknown>): Graph => ({
  ...emptyGraph(),
  nodes: [{ id: 'n1', type: nodeType, typeVersion: 1, name: 'Start', config }],
});

const TYPES = [type('acme.start', true), type('acme.wait', false)];
const workflow = { id: 'w1', name: 'E-book' };

describe('triggersOf', () => {
  it('finds event and needed properties by widgets, whatever the node type is called', () => {
    const only = {
      combinator: 'and',
      rules: [{ field: 'event.properties.topic', operator: '=', value: 'field-service' }],
    };
    expect(triggersOf(graph('acme.start', { when: 'content.downloaded', only }), TYPES, workflow)).toEqual([
      { event: 'content.downloaded', workflow, needs: [{ name: 'topic', value: 'field-service' }] },
    ]);
  });

  it('needs nothing that it cannot be sure of', () => {
    const rules = [{ field: 'event.topic', operator: '=', value: 'a' }];
    for (const only of [
      { combinator: 'or', rules },
      { combinator: 'and', not: true, rules },
      { combinator: 'and', rules: [{ ...rules[0], field: 'lead.city' }] },
    ]) {
      expect(triggersOf(graph('acme.start', { when: 'x', only }), TYPES, workflow)[0]?.needs).toEqual([]);
    }
  });

  it('passes over nodes that start nothing, and patterns that are no single event', () => {
    expect(triggersOf(graph('acme.wait', { when: 'x' }), TYPES, workflow)).toEqual([]);
    expect(triggersOf(graph('acme.start', { when: 'email.*' }), TYPES, workflow)).toEqual([]);
    expect(triggersOf(graph('acme.gone', { when: 'x' }), TYPES, workflow)).toEqual([]);
  });
});
