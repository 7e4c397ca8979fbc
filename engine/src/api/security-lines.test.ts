import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

const ROOT = new URL('../../../', import.meta.url);

it('each line of docs/security.md has a test, of this name, in the file that it names', async () => {
  const table = await readFile(new URL('docs/security.md', ROOT), 'utf8');
  const rows = [...table.matchAll(/^\|([^|]*)\| `([^`]+)` *\|([^|]+)\|$/gm)];
  expect(rows.length).toBeGreaterThan(35);
  const missing: string[] = [];
  for (const [, , file = '', name = ''] of rows) {
    const source = await readFile(new URL(file, ROOT), 'utf8').catch(() => '');
    if (!source.includes(name.trim())) missing.push(`${file}: ${name.trim()}`);
  }
  expect(missing).toEqual([]);
});
