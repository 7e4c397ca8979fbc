import { describe, expect, it } from 'vitest';
import { layoutGraph } from '../canvas/layout.ts';
import { graphOf, SAMPLE_CATALOG } from '../store/testing/sample.ts';
import { mergeGraphs } from './merge-graphs.ts';

const was = (_: string, port: string) => `${port} in v6`;
const merged = (from: string[], to: string[]) =>
  mergeGraphs(graphOf(from[0] ?? '', from[1] ?? ''), graphOf(to[0] ?? '', to[1] ?? ''), was);
/** “m>e new” for each line that differs. */
const told = ({ graph, edges }: ReturnType<typeof mergeGraphs>) =>
  graph.edges.flatMap((edge) => (edges.has(edge.id) ? [`${edge.from}>${edge.to} ${edges.get(edge.id)}`] : [])).sort();

describe('two graphs on one drawing', () => {
  it('are the same where lines lead to the same steps, whatever their ids', () => {
    const from = graphOf('s:start m:mail e:stop', 's>m m>e');
    const to = { ...from, edges: from.edges.map((edge) => ({ ...edge, id: `x${edge.id}` })) };
    expect(mergeGraphs(from, to, was).edges.size).toBe(0);
  });

  it('show a step that was taken out beside the line that took its place', () => {
    const both = merged(['s:start m:mail o:mail e:stop', 's>m m>o o>e'], ['s:start m:mail e:stop', 's>m m>e']);
    expect(both.graph.nodes.map(({ id }) => id)).toEqual(['s', 'm', 'e', 'o']);
    expect(told(both)).toEqual(['m>e new', 'm>o gone', 'o>e gone']);
    // The port that leads elsewhere now keeps its line; the former one gets a port of its own.
    expect(both.graph.edges.find((edge) => edge.to === 'o')?.port).toBe('next in v6');
    expect(both.graph.edges.find((edge) => edge.from === 'o')?.port).toBe('next');
  });

  it('do not tell a line as gone that only had steps put into it', () => {
    const both = merged(
      ['s:start m:mail e:stop', 's>m m>e'],
      ['s:start m:mail p:pause q:pause e:stop', 's>m m>p p>q q>e'],
    );
    expect(told(both)).toEqual([]);
  });

  it('tell the ways of a new branch as new, but for the one that goes on where the line led', () => {
    const both = merged(
      ['s:start m:mail e:stop', 's>m m>e'],
      ['s:start a:ask n:mail m:mail e:stop', 's>a a.yes>m a.no>n n>e m>e'],
    );
    expect(told(both)).toEqual(['a>n new', 'n>e new']);
  });

  it('have a place for every step, and drop places by hand only where something must come between', () => {
    const from = graphOf('s:start m:mail o:mail e:stop', 's>m m>o o>e');
    const to = graphOf('s:start m:mail e:stop', 's>m m>e');
    const placed = { ...to, nodes: to.nodes.map((node) => ({ ...node, position: { x: 0, y: 0 } })) };
    expect(mergeGraphs(to, placed, was).graph.nodes[0]?.position).toEqual({ x: 0, y: 0 });
    const both = mergeGraphs(from, placed, was);
    const places = [...layoutGraph(both.graph, SAMPLE_CATALOG).positions.values()].map(({ x, y }) => `${x} ${y}`);
    expect(new Set(places).size).toBe(4);
  });
});
