import { compile } from '@trellis/shared/compiler/compile.ts';
import { readGraph } from '@trellis/shared/graph/migrations.ts';
import { loadCatalog } from '@trellis/shared/node/catalog.ts';
import { summarize } from '@trellis/shared/node/summary.ts';
import { BUILT_IN_NODES } from '@trellis/shared/nodes/registry.ts';
import { expect, it } from 'vitest';
import { ebookFlow } from './ebook-flow.ts';

it('the sample workflow compiles without a single diagnostic, also where attributes and events are known', async () => {
  const catalog = await loadCatalog(BUILT_IN_NODES);
  const { graph } = readGraph(JSON.parse(JSON.stringify(ebookFlow())));
  expect(graph).toEqual(ebookFlow());
  const known = { attributes: ['firstName', 'lastName', 'company'], events: ['content.downloaded', 'email.clicked'] };
  const compiled = compile(ebookFlow(), catalog, known);
  expect(compiled.diagnostics).toEqual([]);
  expect(compiled.plan?.triggers).toEqual(['download']);
});

it('the sample workflow reads on its cards as drawn', async () => {
  const catalog = await loadCatalog(BUILT_IN_NODES);
  const lines = ebookFlow().nodes.map(({ type, config }) =>
    summarize(catalog.get(type)?.definition.summary ?? '', config),
  );
  expect(lines).toEqual([
    'Topic is field-service',
    '“Your playbook is here”',
    '2 days',
    '“What 40 dispatch teams do”',
    'email.clicked within 3 days',
    '“The scheduling maths”',
    '“The five-minute version”',
    'The run ends here',
  ]);
});
