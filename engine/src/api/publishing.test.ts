import { createORPCClient, isDefinedError, safe } from '@orpc/client';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import type { ApiClient } from '@trellis/shared/api/contract.ts';
import { contract } from '@trellis/shared/api/contract.ts';
import { decodeProblem, PROBLEM_TYPE } from '@trellis/shared/api/wire.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ebookFlow } from '../demo/ebook-flow.ts';
import { OWNER, startTestApi, type TestApi } from '../testing/api-server.ts';

let api: TestApi;
let client: ApiClient;
beforeAll(async () => {
  api = await startTestApi();
  const made = await api.call('POST', '/api/setup', OWNER);
  client = createORPCClient(
    new OpenAPILink(contract, {
      url: `${api.url}/api`,
      headers: { cookie: api.cookieOf(made), origin: api.url },
      fetch: async (request, init) => {
        const response = await fetch(request, init);
        if (!response.headers.get('content-type')?.startsWith(PROBLEM_TYPE)) return response;
        return new Response(response.body, {
          status: response.status,
          headers: { 'content-type': 'application/json' },
        });
      },
      customErrorResponseBodyDecoder: decodeProblem,
    }),
  );
});
afterAll(() => api.close());

const renamed = (name: string) => {
  const graph = ebookFlow();
  return { ...graph, nodes: graph.nodes.map((node) => (node.id === 'two-days' ? { ...node, name } : node)) };
};

it('a workflow is previewed, published, taken back, compared and restored over the contract', async () => {
  const { id: workflowId } = await client.workflows.create({ name: 'Drip', graph: ebookFlow() });
  const first = await client.versions.publish({ workflowId, revision: 1 });
  expect(first).toMatchObject({ takeBackUntil: null, moveId: null, version: { number: 1 } });
  await client.workflows.saveDraft({ workflowId, graph: renamed('Wait two days'), baseRevision: 1 });
  expect(await client.versions.preview({ workflowId, revision: 2 })).toMatchObject({
    number: 2,
    unchanged: false,
    current: { number: 1 },
    leads: 0,
    cohorts: [],
    changes: [{ kind: 'changed', name: 'Wait two days', settings: [{ label: 'Name', from: '“Wait 2 days”' }] }],
  });
  const old = await safe(client.versions.preview({ workflowId, revision: 1 }));
  expect(isDefinedError(old.error) && old.error.code).toBe('draft-changed');

  const second = await client.versions.publish({ workflowId, revision: 2 });
  expect(Date.parse(second.takeBackUntil ?? '')).toBeGreaterThan(Date.now());
  const versionId = second.version.id;
  expect(await client.versions.sincePublish({ workflowId, versionId })).toMatchObject({
    entered: 0,
    sent: 0,
    takeBackUntil: second.takeBackUntil,
  });
  expect(await client.versions.takeBack({ workflowId, versionId })).toMatchObject({
    current: { id: first.version.id, current: true },
    started: 0,
    runs: [],
  });
  const again = await safe(client.versions.takeBack({ workflowId, versionId }));
  expect(isDefinedError(again.error) && again.error.code).toBe('too-late');

  const told = await client.versions.compare({ workflowId, versionId: first.version.id, to: versionId });
  expect(told.changes).toHaveLength(1);
  expect((await client.versions.compare({ workflowId, versionId })).changes).toEqual([]);
  const sides = { from: ebookFlow(), to: renamed('Other') };
  expect((await client.versions.compareGraphs({ workflowId, ...sides })).changes).toHaveLength(1);
  const restored = await client.versions.restore({ workflowId, versionId: first.version.id, baseRevision: 2 });
  expect(restored.revision).toBe(3);
  expect((await client.versions.preview({ workflowId, revision: 3 })).unchanged).toBe(true);
});

it('a form that a trigger names is told by its name, and what an empty choice meant by its words', async () => {
  const form = await client.forms.create({
    name: 'Newsletter',
    fields: [{ name: 'mail', to: 'email', required: true }],
  });
  const { id: workflowId } = await client.workflows.create({ name: 'Sign-up', graph: ebookFlow() });
  const by = (config: Record<string, unknown>) => {
    const graph = ebookFlow();
    const nodes = graph.nodes.map((node) =>
      node.type === 'trigger-event' ? { ...node, type: 'trigger-form', config } : node,
    );
    return { ...graph, nodes };
  };
  const sides = { from: by({}), to: by({ form: form.id, moment: 'confirmed' }) };
  const [change] = (await client.versions.compareGraphs({ workflowId, ...sides })).changes;
  expect(change?.settings).toEqual([
    { label: 'Form', from: null, to: 'Newsletter' },
    { label: 'Starts', from: 'When the form is sent', to: 'When the person has confirmed' },
  ]);
});

it('a publish is scheduled, shown and taken away; what cannot be is refused by name', async () => {
  const { id: workflowId } = await client.workflows.create({ name: 'Later', graph: ebookFlow() });
  const at = new Date(Date.now() + 3_600_000).toISOString();
  expect(await client.versions.schedule({ workflowId, revision: 1, at })).toEqual({ at });
  expect(await client.versions.scheduled({ workflowId })).toMatchObject({
    scheduled: { at, revision: 1, failed: null, by: { name: OWNER.name } },
  });
  expect(await client.versions.unschedule({ workflowId })).toEqual({ unscheduled: true });
  expect(await client.versions.scheduled({ workflowId })).toEqual({ scheduled: null });
  const codeOf = async (call: Promise<unknown>) => {
    const { error } = await safe(call);
    return error && 'code' in error ? error.code : undefined;
  };
  const past = new Date(Date.now() - 1_000).toISOString();
  expect(await codeOf(client.versions.schedule({ workflowId, revision: 1, at: past }))).toBe('time-past');
  const nowhere = { choices: [{ versionId: workflowId, nodeId: 'x', choice: 'now' as const }] };
  expect(await codeOf(client.versions.publish({ workflowId, revision: 1, moves: nowhere }))).toBe('bad-choice');
  expect(await client.versions.listMoves({ workflowId })).toEqual({ items: [] });
  expect(await codeOf(client.versions.cancelMove({ moveId: workflowId }))).toBe('not-found');
});
