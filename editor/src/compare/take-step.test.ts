import { describe, expect, it } from 'vitest';
import { countingIds, edgesOf, graphOf } from '../store/testing/sample.ts';
import { formerStep, takeStep } from './take-step.ts';

const take = (from: ReturnType<typeof graphOf>, draft: ReturnType<typeof graphOf>, id: string) => {
  const former = formerStep(from, id, 6);
  if (!former) throw new Error(`The version has no step ${id}.`);
  const outcome = takeStep(draft, former, countingIds());
  if (!outcome.ok) throw new Error('It was refused.');
  return outcome.graph;
};

describe('taking a step of a version into the draft', () => {
  it('gives back its settings and name, and leaves place and lines as they are', () => {
    const from = graphOf('s:start m:mail e:stop', 's>m m>e');
    const old = from.nodes.map((node) =>
      node.id === 'm' ? { ...node, name: 'Old', config: { subject: 'Old' } } : node,
    );
    const draft = graphOf('s:start m:mail p:pause e:stop', 's>m m>p p>e');
    const placed = draft.nodes.map((node) => (node.id === 'm' ? { ...node, position: { x: 9, y: 9 } } : node));
    const taken = take({ ...from, nodes: old }, { ...draft, nodes: placed }, 'm');
    expect(taken.nodes[1]).toMatchObject({ name: 'Old', config: { subject: 'Old' }, position: { x: 9, y: 9 } });
    expect(edgesOf(taken)).toEqual(edgesOf(draft));
  });

  it('puts one that is gone back into the line that goes past its place', () => {
    const from = graphOf('s:start m:mail o:mail e:stop', 's>m m>o o>e');
    const taken = take(from, graphOf('s:start m:mail e:stop', 's>m m>e'), 'o');
    expect(edgesOf(taken)).toEqual(edgesOf(from));
  });

  it('joins only what is free and still there, and takes no line from another step', () => {
    const from = graphOf('s:start m:mail o:mail e:stop', 's>m m>o o>e');
    const elsewhere = take(from, graphOf('s:start m:mail n:mail', 's>m m>n'), 'o');
    expect(edgesOf(elsewhere)).toEqual(['m>n', 's>m']);
    expect(elsewhere.nodes.map(({ id }) => id)).toContain('o');
    const open = take(from, graphOf('s:start m:mail e:stop', 's>m'), 'o');
    expect(edgesOf(open)).toEqual(['m>o', 'o>e', 's>m']);
  });
});
