import { isContractProcedure } from '@orpc/contract';
import { expect, test } from 'vitest';
import type { RouteMeta } from './base.ts';
import { contract } from './contract.ts';
import { toProblem } from './problem.ts';
import { ROLES } from './roles.ts';
import { decodeProblem } from './wire.ts';

const routes = Object.entries(contract).flatMap(([resource, group]) =>
  Object.entries(group).map(([name, procedure]) => ({ key: `${resource}.${name}`, procedure })),
);

test('there are routes, and each is one', () => {
  expect(routes.length).toBeGreaterThan(40);
  for (const { key, procedure } of routes) expect(isContractProcedure(procedure), key).toBe(true);
});

test.each(routes)('$key says whom it admits', ({ procedure }) => {
  const { roles } = procedure['~orpc'].meta as RouteMeta;
  if (typeof roles === 'string') return expect(['anyone', 'signed-in']).toContain(roles);
  expect(roles.length).toBeGreaterThan(0);
  expect(roles).toContain('owner');
  for (const role of roles) expect(ROLES).toContain(role);
});

test.each(routes)('$key has method, path, summary, tag and output', ({ procedure }) => {
  const { route, outputSchema } = procedure['~orpc'];
  expect(route).toMatchObject({
    method: expect.any(String),
    path: expect.stringMatching(/^\//),
    summary: expect.any(String),
  });
  expect(route.tags).toHaveLength(1);
  expect(outputSchema).toBeDefined();
});

test('no two routes share method and path', () => {
  const addresses = routes.map(
    ({ procedure }) => `${procedure['~orpc'].route.method} ${procedure['~orpc'].route.path}`,
  );
  expect(new Set(addresses).size).toBe(addresses.length);
});

test('only a handful of routes is open to anyone', () => {
  const open = routes.filter(({ procedure }) => (procedure['~orpc'].meta as RouteMeta).roles === 'anyone');
  expect(open.map(({ key }) => key)).toEqual([
    'session.get',
    'session.signIn',
    'session.signOut',
    'session.setUp',
    'account.forgot',
    'account.reset',
    'people.look',
    'people.accept',
  ]);
});

test('a problem is read back as the typed error it was made from', () => {
  const fields = [{ path: ['graph', 'nodes', 3], message: 'Name it' }];
  const problem = toProblem({ code: 'invalid-input', status: 400, message: 'No.', data: { fields } }, 'r-1');
  expect(problem).toMatchObject({
    type: 'urn:trellis:problem:invalid-input',
    title: 'Invalid input',
    fields,
    requestId: 'r-1',
  });
  expect(decodeProblem(problem)).toMatchObject({
    code: 'invalid-input',
    status: 400,
    message: 'No.',
    defined: true,
    data: { fields },
  });
  expect(decodeProblem({ error: 'something else' })).toBeNull();
});
