import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/*
 * Each rule of 3-execution has a table that is named by its id, and a kept mutation that the table has to find (`npm run mutations` tries them all).
 * Here only what is cheap: that both are there, and that each mutation still fits its source.
 */

const RULES = [
  'E1 E2 E4 E5 E6 E7',
  'W1 W2 W3 W4 W5 W6 W7 W8 W10',
  'Br1 Br2 Br3 Br4',
  'X1 X2 X3 X4',
  'A1 A2 A3 A4',
  'D1 D2 D3 D4 D6 D7',
  'Errors',
].flatMap((ids) => ids.split(' '));
/** Tables of pauses and of data edges that stand by other names would be looked for in vain. */
const ROOT = new URL('../../../', import.meta.url);

interface Mutation {
  id: string;
  /** What the mutant does wrong, in words. */
  says: string;
  file: string;
  /** Stands once in the file. */
  find: string;
  replace: string;
  /** The table that has to fail. */
  test: string;
}
// Written by hand beside the script that reads it; its shape is what this test is for.
const mutations = JSON.parse(await readFile(new URL('scripts/mutations.json', ROOT), 'utf8')) as Mutation[];

async function tables(): Promise<string[]> {
  const found: string[] = [];
  for (const part of ['shared/src', 'engine/src'])
    for (const path of await readdir(new URL(part, ROOT), { recursive: true }))
      if (/(^|\/)tables\/[^/]+\.test\.ts$/.test(path)) found.push(`${part}/${path}`);
  return found;
}
const tableOf = (id: string) => new RegExp(`/tables/${id.toLowerCase()}[-.][^/]*$`);

describe('the rules of execution', () => {
  it.each(RULES)('%s has a table by its name', async (id) => {
    expect((await tables()).filter((path) => tableOf(id).test(path))).not.toEqual([]);
  });

  it.each(RULES)('%s has a mutation', (id) => {
    expect(mutations.filter((one) => one.id === id)).not.toEqual([]);
  });

  it('have no table of an unknown id', async () => {
    expect((await tables()).filter((path) => !RULES.some((id) => tableOf(id).test(path)))).toEqual([]);
  });
});

it.each(mutations)('a mutation still fits: $id, $says', async ({ file, find, replace, test }) => {
  const source = await readFile(new URL(file, ROOT), 'utf8');
  expect(source.split(find), `“${find}” in ${file}`).toHaveLength(2);
  expect(replace).not.toBe(find);
  await expect(readFile(fileURLToPath(new URL(test, ROOT)), 'utf8')).resolves.toContain('it');
});
