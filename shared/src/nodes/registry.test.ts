// @ts-expect-error shared knows no Node; this test alone reads its own folder.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../node/catalog.ts';
import { CATEGORIES } from '../node/definition.ts';
import { describeCatalog } from '../node/describe.ts';
import { summarize } from '../node/summary.ts';
import { BUILT_IN_NODES } from './registry.ts';

// Typed by Node only, which shared leaves out.
const here = `${(import.meta as unknown as { dirname: string }).dirname}/`;
const folders: string[] = readdirSync(here, { withFileTypes: true })
  .filter((entry: { isDirectory(): boolean }) => entry.isDirectory())
  .map((entry: { name: string }) => entry.name);

describe('the registry of nodes', () => {
  it('has every folder, and nothing but folders', () => {
    expect(Object.keys(BUILT_IN_NODES).sort()).toEqual([...folders].sort());
  });

  it.each(folders)(
    '%s is complete: definition, test, icon, summary, category, and its effect is registered',
    async (folder) => {
      for (const file of ['definition.ts', 'node.test.ts'])
        expect(existsSync(`${here}${folder}/${file}`), file).toBe(true);
      const source = BUILT_IN_NODES[folder] ?? {
        definition: () => Promise.reject(new Error(`${folder} is not registered`)),
      };
      const type = (await loadCatalog({ [folder]: source })).get(folder);
      expect(type?.definition.type, 'a folder has the name of its type').toBe(folder);
      expect(type?.definition.icon).toBeTruthy();
      expect(type?.definition.summary).toBeTruthy();
      expect(CATEGORIES).toContain(type?.definition.category);
      expect(type?.perform !== undefined).toBe(existsSync(`${here}${folder}/perform.ts`));
    },
  );

  it('takes one line per node', () => {
    const lines: string[] = readFileSync(`${here}registry.ts`, 'utf8').split('\n');
    for (const folder of folders) {
      expect(lines.filter((line) => line.includes(`./${folder}/definition.ts`))).toHaveLength(1);
    }
  });

  it('describes itself to the editor in the order of the palette', async () => {
    const described = describeCatalog(await loadCatalog(BUILT_IN_NODES), CATEGORIES);
    expect(described.map(({ title }) => title)).toEqual([
      ...['Event', 'By hand', 'Form', 'Segment', 'Attribute changes', 'Date of a lead', 'Schedule', 'Inactivity'],
      ...['Reply', 'Another workflow', 'Webhook'],
      ...['Wait for a time', 'Wait for an event', 'Wait for the first of', 'Throttle', 'Rest until there is more'],
      ...['If / else', 'Switch', 'Random split', 'Parallel', 'Join', 'Loop', 'Goal'],
      ...['Email', 'Text message'],
      ...['Update lead', 'Call webhook', 'Set variable', 'Record event', 'Add to segment', 'Remove from segment'],
      ...['Start workflow', 'Stop workflow', 'Call task', 'Approval', 'Exit', 'End'],
    ]);
    for (const { type, initial } of described) expect(JSON.parse(JSON.stringify(initial)), type).toEqual(initial);
  });

  it('calls no two types alike, and says of a fresh step what a card has room for', async () => {
    const described = describeCatalog(await loadCatalog(BUILT_IN_NODES), CATEGORIES);
    expect(new Set(described.map(({ title }) => title)).size).toBe(described.length);
    const lines = described.map(({ type, summary, initial }) => [type, summarize(summary, initial)] as const);
    expect(lines.filter(([, line]) => line === '' || line.length > 28)).toEqual([]);
  });
});
