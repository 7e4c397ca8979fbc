import type { ExtraChecks } from '@trellis/shared/compiler/check-config.ts';
import { configFields, valuesAt } from '@trellis/shared/compiler/config-fields.ts';
import type { Graph } from '@trellis/shared/graph/graph.ts';
import type { Catalog } from '@trellis/shared/node/catalog.ts';
import type { ConfigProblem } from '@trellis/shared/node/definition.ts';
import type { Renderer } from '../messages/render/renderer.ts';

/** A graph with more template texts than this is checked up to here; sending still checks each. */
const MAX_TEXTS = 2_000;

/** Checks the syntax of all template texts of a graph in the renderer's thread; the answer is the compiler's extra check. */
export async function templateChecks(
  catalog: Catalog,
  renderer: Pick<Renderer, 'check'>,
  graph: Graph,
): Promise<ExtraChecks> {
  const problems = new Map<string, ConfigProblem[]>();
  for (const { nodeId, path, text } of templateTexts(catalog, graph).slice(0, MAX_TEXTS)) {
    const checked = await renderer.check({ subject: '', html: text });
    if (checked.kind !== 'check') continue;
    const found = checked.problems.map(({ code, line, column, message }): ConfigProblem => {
      return {
        path,
        code: `template-${code.replaceAll('_', '-')}`,
        message: `Line ${line}, column ${column}: ${message}`,
      };
    });
    if (found.length > 0) problems.set(nodeId, [...(problems.get(nodeId) ?? []), ...found]);
  }
  return ({ id }) => problems.get(id) ?? [];
}

function templateTexts(catalog: Catalog, graph: Graph): { nodeId: string; path: (string | number)[]; text: string }[] {
  const pathsOf = new Map<string, string[][]>();
  for (const [type, { definition }] of catalog) {
    const fields = configFields(definition.config).filter(({ widget }) => widget === 'template-text');
    pathsOf.set(
      type,
      fields.map(({ path }) => path),
    );
  }
  return graph.nodes.flatMap(({ id: nodeId, type, config }) =>
    (pathsOf.get(type) ?? [])
      .flatMap((path) => valuesAt(config, path))
      .flatMap(({ path, value }) =>
        typeof value === 'string' && /\{[{%]/.test(value) ? [{ nodeId, path, text: value }] : [],
      ),
  );
}
