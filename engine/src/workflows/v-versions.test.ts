import type { Cohort, PublishPreview } from '@trellis/shared/api/publish-views.ts';
import type { Graph } from '@trellis/shared/graph/graph.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listVersions, readVersion } from '../db/queries/publishing.ts';
import { readWorkflow, updateDraft } from '../db/queries/workflows.ts';
import { clickFlow, Moving, NEW_MAIL } from '../testing/moving.ts';
import { letGo } from '../testing/settle.ts';
import { previewPublish } from './preview.ts';
import { restoreVersion } from './restore.ts';

/*
 * 3.V1, 3.V2 (what is said before), 3.V4: given → what publishing makes and says.
 */

let moving: Moving;
beforeAll(async () => {
  moving = await Moving.create();
}, 60_000);
afterAll(() => moving?.stage.close());
beforeEach(() => moving.fresh());

const inTx: Moving['hand']['inWorkspace'] = (work) => moving.hand.inWorkspace(work);
const workflow = async () => {
  const found = await inTx((tx) => readWorkflow(tx, moving.workflowId));
  if (!found) throw new Error('The workflow is gone.');
  return found;
};
const save = async (graph: Graph) => {
  const { id, revision } = await workflow();
  await inTx((tx) => updateDraft(tx, { id, draft: graph, baseRevision: revision, savedBy: 'ann' }));
};
async function preview(graph: Graph): Promise<PublishPreview> {
  await save(graph);
  const { id: workflowId, revision } = await workflow();
  const answer = await inTx((tx) =>
    previewPublish(tx, moving.stage.services.decide, { workflowId, revision, extraChecks: () => [], names: {} }),
  );
  if (answer.kind !== 'preview') throw new Error(`No preview: ${answer.kind}`);
  return answer.preview;
}
const told = ({ node, leads, effect, target, suggested, unchanged }: Cohort) => ({
  at: node.id,
  leads,
  effect,
  target: target?.id ?? null,
  suggested,
  unchanged,
});

describe('3.V1 publishing freezes a version', () => {
  it('runs stay on theirs by default, new leads enter the new one', async () => {
    const before = await moving.waiting();
    await moving.publish(clickFlow(3, NEW_MAIL));
    const since = await moving.waiting();
    await moving.after(97);
    for (const run of [before, since]) await letGo(moving.hand, run);
    expect([await moving.rowOf(before), await moving.rowOf(since)]).toMatchObject([{ version: 1 }, { version: 2 }]);
    expect(await moving.subjectsOf(before)).toEqual(['Hello', 'Hello']);
    expect(await moving.subjectsOf(since)).toEqual(['Hello', 'New']);
    await moving.sound();
  });

  it('what is saved afterwards changes no version; a plan that is the same makes none, with the same hash', async () => {
    const { version } = await moving.publish(clickFlow(3));
    await save(clickFlow(9));
    const { workflowId } = moving;
    const frozen = await inTx((tx) => readVersion(tx, { workflowId, versionId: version.id }));
    expect(frozen?.graph.nodes.find(({ id }) => id === 'n2')?.config).toMatchObject({ giveUpAfter: { amount: 3 } });
    const moved = clickFlow(3);
    const nodes = moved.nodes.map((node, x) => ({ ...node, position: { x, y: 1 } }));
    const again = await moving.publish({ ...moved, nodes });
    expect(again).toMatchObject({ unchanged: true, moveId: null, version: { id: version.id, hash: version.hash } });
    expect((await inTx((tx) => listVersions(tx, workflowId))).map(({ number }) => number)).toEqual([2, 1]);
  });
});

describe('3.V2 publishing says beforehand', () => {
  it('whose wait would be over, and that nothing changes for others', async () => {
    const [, clicked] = [await moving.waiting(), await moving.waiting()];
    await moving.hand.send(`lead${moving.users - 1}`, 'email.clicked');
    await letGo(moving.hand, clicked);
    await moving.after(80);
    await moving.waiting();
    const { cohorts, changes, number, leads } = await preview(clickFlow(3));
    expect([number, leads]).toEqual([2, 3]);
    expect(changes).toMatchObject([
      { kind: 'changed', nodeId: 'n2', settings: [{ label: 'Give up after', from: '4 days', to: '3 days' }] },
    ]);
    expect(cohorts.map(told)).toEqual([
      {
        at: 'n2',
        leads: 2,
        effect: '1 has waited over 3 days: it times out at once',
        target: 'n2',
        suggested: 'now',
        unchanged: false,
      },
      { at: 'n4', leads: 1, effect: 'Nothing changes for them', target: 'n4', suggested: 'stay', unchanged: true },
    ]);
  });

  it('that mails still to come are new, and rules that hold for who is under way', async () => {
    await moving.waiting();
    const later = await preview(clickFlow(4, NEW_MAIL));
    expect(later.cohorts.map(told)).toMatchObject([
      { effect: 'Later “send-email” is new or different', suggested: 'next-step', unchanged: false },
    ]);
    const rule = { id: 'r', name: 'Leaves on reply', event: 'email.replied' };
    const graph = clickFlow(4);
    const ruled = await preview({ ...graph, settings: { ...graph.settings, exitRules: [rule] } });
    expect(ruled.cohorts.map(told)).toMatchObject([
      { effect: '“Leaves on reply” holds for them too', suggested: 'now' },
    ]);
    expect(ruled.changes).toMatchObject([{ kind: 'new', nodeId: null, text: 'is a new rule for every run' }]);
  });

  it('where leads of a step that is gone go on, or that somebody must say', async () => {
    await moving.waiting();
    const graph = clickFlow(4);
    const without = (...gone: string[]): Graph => ({
      ...graph,
      nodes: graph.nodes.filter(({ id }) => !gone.includes(id)),
      edges: [
        ...graph.edges.filter(({ from, to }) => !gone.includes(from) && !gone.includes(to)),
        { id: 'healed', from: 'n1', port: 'next', to: gone.length > 1 ? 'n5' : 'n3' },
      ],
    });
    expect((await preview(without('n2'))).cohorts.map(told)).toMatchObject([
      { effect: 'Their step is gone: they go on at “send-email”', target: 'n3', suggested: 'now' },
    ]);
    const empty: Graph = { ...graph, nodes: graph.nodes.filter(({ id }) => id === 'n0'), edges: [] };
    empty.nodes.push({ id: 'other', type: 'end', typeVersion: 1, name: 'Over', config: {} });
    empty.edges.push({ id: 'e', from: 'n0', port: 'next', to: 'other' });
    const nowhere = await preview(empty);
    expect(nowhere.cohorts.map(told)).toMatchObject([{ target: null, suggested: 'stay' }]);
    expect(nowhere.targets.map(({ id }) => id)).toEqual(['other']);
  });

  it('the same of runs on older versions, where nothing new is published', async () => {
    await moving.waiting();
    await moving.publish(clickFlow(3));
    const { unchanged, number, cohorts, changes } = await preview(clickFlow(3));
    expect([unchanged, number, changes]).toEqual([true, 2, []]);
    expect(cohorts.map(({ version, effect }) => [version.number, effect])).toEqual([
      [1, 'They wait 3 days instead of 4 days'],
    ]);
  });

  it('what blocks it', async () => {
    const { diagnostics, cohorts } = await preview({ ...clickFlow(3), edges: [] });
    expect(diagnostics.some(({ severity }) => severity === 'error')).toBe(true);
    expect(cohorts).toEqual([]);
  });
});

describe('3.V4 restoring', () => {
  it('puts a version into the draft; publishing that makes a new version of the same hash', async () => {
    const { workflowId, versionId } = moving;
    await moving.publish(clickFlow(3));
    const restore = (baseRevision: number) =>
      inTx((tx) => restoreVersion(tx, { workflowId, versionId, baseRevision, actor: 'ann' }));
    const { revision } = await workflow();
    expect((await restore(revision - 1)).kind).toBe('draft-changed');
    expect(await restore(revision)).toMatchObject({ kind: 'restored', revision: revision + 1 });
    const first = await inTx((tx) => readVersion(tx, { workflowId, versionId }));
    const { version, unchanged } = await moving.publish((await workflow()).draft);
    expect([unchanged, version.number, version.hash]).toEqual([false, 3, first?.hash]);
  });
});
