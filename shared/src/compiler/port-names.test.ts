import { describe, expect, it } from 'vitest';
import { resolvePorts } from '../node/ports.ts';
import { versionChanges } from './changes/version-changes.ts';
import { compile } from './compile.ts';
import { graphOf, node, SAMPLE_CATALOG } from './sample-catalog.ts';

const ports = [
  { id: 'happened', label: 'Happened' },
  { id: 'timeout', label: 'Timed out' },
];

describe('names that people give to ports', () => {
  it('stand instead of the word of the type, unless they are empty or of a port that is not there', () => {
    const labels = (names: Record<string, string>) => resolvePorts(ports, {}, names).map(({ label }) => label);
    expect(labels({ happened: 'Clicked' })).toEqual(['Clicked', 'Timed out']);
    expect(labels({ happened: '  ', gone: 'X' })).toEqual(['Happened', 'Timed out']);
    expect(labels({ toString: 'X' } as never)).toEqual(['Happened', 'Timed out']);
  });

  it('are part of the plan; a workflow without any keeps the hash that it had', () => {
    const graph = graphOf([node('s', 'start'), node('z', 'end')], 's>z');
    const named = {
      ...graph,
      nodes: graph.nodes.map((one) => (one.id === 's' ? { ...one, portNames: { next: 'Came' } } : one)),
    };
    const plain = compile(graph, SAMPLE_CATALOG);
    const told = compile(named, SAMPLE_CATALOG);
    expect(plain.plan?.nodes.s).not.toHaveProperty('portNames');
    expect(told.plan?.nodes.s?.portNames).toEqual({ next: 'Came' });
    expect(told.hash).not.toBe(plain.hash);
    const empty = { ...named, nodes: named.nodes.map((one) => ({ ...one, portNames: { next: ' ', gone: 'X' } })) };
    expect(compile(empty, SAMPLE_CATALOG).hash).toBe(plain.hash);
  });

  it('are told where two versions differ', () => {
    const graph = graphOf([node('s', 'start'), node('z', 'end')], 's>z');
    const named = { ...graph, nodes: graph.nodes.map((one) => ({ ...one, portNames: { next: 'Came' } })) };
    expect(versionChanges(graph, named, SAMPLE_CATALOG)).toMatchObject([
      { kind: 'changed', nodeId: 's', settings: [{ label: 'Port “Next”', from: '“Next”', to: '“Came”' }] },
    ]);
    expect(versionChanges(named, named, SAMPLE_CATALOG)).toEqual([]);
  });
});
