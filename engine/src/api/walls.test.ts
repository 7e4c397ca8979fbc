import type { RouteMeta } from '@trellis/shared/api/base.ts';
import { contract } from '@trellis/shared/api/contract.ts';
import { ROLES } from '@trellis/shared/api/roles.ts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../testing/api-server.ts';
import { BODIES } from '../testing/route-bodies.ts';
import { eventually } from '../testing/stage.ts';
import { furnishTwo, type TwoWorkspaces } from '../testing/two-workspaces.ts';

let api: TestApi;
let world: TwoWorkspaces;

const routes = Object.entries(contract).flatMap(([resource, group]) =>
  Object.entries(group).map(([name, procedure]) => {
    const { method = '', path = '' } = procedure['~orpc'].route;
    return { key: `${resource}.${name}`, method, path, roles: (procedure['~orpc'].meta as RouteMeta).roles };
  }),
);
const withIds = routes.filter(({ path }) => path.includes('{'));

beforeAll(async () => {
  api = await startTestApi({ whole: true });
  world = await furnishTwo(api);
}, 60_000);
afterAll(() => api.close());

const fill = (path: string) =>
  `/api${path
    .replace('/api-keys/{keyId}', '/api-keys/{apiKeyId}')
    .replace('{leadId}/erase', '{erasedLeadId}/erase')
    .replace(/\{(\w+)\}/g, (_, name: string) => world.ids[name] ?? 'missing')}`;

it('knows a body for each route that names something by id', () => {
  expect(withIds.map(({ key }) => key).sort()).toEqual(Object.keys(BODIES).sort());
});

describe.each(Object.entries(BODIES))('%s', (key, { body, expected }) => {
  const route = withIds.find((one) => one.key === key);
  const call = (cookie: string, workspace?: string) =>
    api.call(route?.method ?? '', fill(route?.path ?? ''), body?.(world), {
      cookie,
      ...(workspace ? { workspace } : {}),
    });

  it('answers 404 to the owner of another workspace, by whatever workspace they name', async () => {
    const plain = await call(world.foreign);
    expect([plain.status, plain.body.code]).toEqual([404, 'not-found']);
    const named = await call(world.foreign, world.ids.workspaceId);
    // Devices belong to a person, in whatever workspace.
    const code = route?.roles === 'signed-in' ? 'not-found' : 'workspace-not-found';
    expect([named.status, named.body.code]).toEqual([404, code]);
  });

  it('answers the owner', async () => {
    // Between a look at the run and the call its workflow may move it on: then both are made again.
    const { status, body: answer } = await eventually(
      async () => {
        const run = await api.call('GET', `/api/runs/${world.ids.runId}`, undefined, { cookie: world.own });
        world.stepNo = run.body.stepNo;
        return call(world.own);
      },
      ({ body: { code } }) => expected !== undefined || code !== 'run-moved',
    );
    expect([status >= 200 && status < 300 ? 'ok' : status, answer.code]).toEqual([
      expected ?? 'ok',
      expected ? expect.any(String) : undefined,
    ]);
  });
});

it('refuses foreign ids in bodies too', async () => {
  const event = await api.call(
    'POST',
    '/api/test-events',
    { event: 'x', leadId: world.ids.leadId },
    { cookie: world.foreign },
  );
  expect([event.status, event.body.code]).toEqual([404, 'not-found']);
  const preview = await api.call(
    'POST',
    '/api/mail-preview',
    { subject: 's', body: 'b', leadId: world.ids.leadId },
    { cookie: world.foreign },
  );
  expect([preview.status, preview.body.code]).toEqual([404, 'not-found']);
  const list = await api.call('GET', `/api/runs?workflowId=${world.ids.workflowId}`, undefined, {
    cookie: world.foreign,
  });
  expect(list.body).toEqual({ items: [], nextCursor: null });
});

it('finds no foreign lead by searching, though the search reads as the owner of the tables', async () => {
  const search = (cookie: string) => api.call('GET', '/api/leads?search=LEAD.example', undefined, { cookie });
  expect((await search(world.own)).body).toMatchObject({ matching: 1, items: [{ id: world.ids.leadId }] });
  expect((await search(world.foreign)).body).toMatchObject({ matching: 0, total: 0, items: [] });
  const wildcards = await api.call('GET', '/api/leads?search=%25_', undefined, { cookie: world.own });
  expect(wildcards.body).toMatchObject({ matching: 0, items: [] });
  const [unscoped] = await api.db.asSystem((tx) =>
    tx.execute<{ found: number }>(
      sql`select count(*)::int as found from search_leads('%', 'newest', null, null, null, 10)`,
    ),
  );
  expect(unscoped?.found).toBe(0);
});

it.each(routes.filter(({ roles }) => Array.isArray(roles)))(
  '$key asks for a session, and for one of its roles',
  async ({ method, path, roles }) => {
    const url = fill(path);
    const without = await api.call(method, url, method === 'GET' ? undefined : {});
    expect([without.status, without.body.code]).toEqual([401, 'not-signed-in']);
    for (const role of ROLES.filter((one) => !roles.includes(one))) {
      await api.db.asSystem((tx) =>
        tx.execute(sql`update members set role = ${role} where workspace_id = ${world.ids.otherWorkspaceId}`),
      );
      const refused = await api.call(method, url, method === 'GET' ? undefined : {}, { cookie: world.foreign });
      expect([role, refused.status, refused.body.code]).toEqual([role, 403, 'not-allowed']);
    }
  },
);

it('shows no row of any table through the handle of another workspace, and more through system', async () => {
  const tables = await api.db.asSystem((tx) =>
    tx.execute<{
      name: string;
    }>(sql`select c.table_name as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
      where c.table_schema = 'public' and c.column_name = 'workspace_id' and t.table_type = 'BASE TABLE' order by 1`),
  );
  expect(tables.length).toBeGreaterThan(20);
  const filled: string[] = [];
  for (const { name } of tables) {
    const count = sql`select count(*)::int as rows from ${sql.identifier(name)} where workspace_id = ${world.ids.workspaceId}`;
    const [seen] = await api.db.inWorkspace(world.ids.otherWorkspaceId ?? '', (tx) =>
      tx.execute<{ rows: number }>(count),
    );
    expect([name, seen?.rows]).toEqual([name, 0]);
    const [all] = await api.db.asSystem((tx) => tx.execute<{ rows: number }>(count));
    if (all && all.rows > 0) filled.push(name);
  }
  // Tables that this story does not fill prove nothing; these do.
  expect(filled).toEqual(
    expect.arrayContaining([
      'api_keys',
      'audit_log',
      'effects',
      'events',
      'lead_identities',
      'leads',
      'mailbox',
      'members',
      'run_steps',
      'runs',
      'sends',
      'workflow_triggers',
      'workflow_versions',
      'workflows',
    ]),
  );
});
