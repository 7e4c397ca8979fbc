import type { ExtraChecks } from '@trellis/shared/compiler/check-config.ts';
import { configFields, valuesAt } from '@trellis/shared/compiler/config-fields.ts';
import type { Graph } from '@trellis/shared/graph/graph.ts';
import type { Catalog } from '@trellis/shared/node/catalog.ts';
import type { ConfigProblem } from '@trellis/shared/node/definition.ts';
import type { Renderer } from '../messages/render/renderer.ts';
import { secretsNamed } from '../secrets/use-secrets.ts';

/** A graph with more template texts than this is checked up to here; sending still checks each. */
const MAX_TEXTS = 2_000;

/**
 * Checks the syntax of all template texts of a graph in the renderer's thread, and the secrets that they name (`secretNames`: all there are); the
 * answer is the compiler's extra check.
 */
export async function templateChecks(
  catalog: Catalog,
  renderer: Pick<Renderer, 'check'>,
  graph: Graph,
  secretNames: readonly string[],
): Promise<ExtraChecks> {
  const problems = new Map<string, ConfigProblem[]>();
  for (const { nodeId, path, text, mayHoldSecrets } of templateTexts(catalog, graph).slice(0, MAX_TEXTS)) {
    const checked = await renderer.check({ subject: '', html: text });
    if (checked.kind !== 'check') continue;
    const found = checked.problems.map(({ code, line, column, message }): ConfigProblem => {
      return {
        path,
        code: `template-${code.replaceAll('_', '-')}`,
        message: `Line ${line}, column ${column}: ${message}`,
      };
    });
    for (const name of secretsNamed([text])) {
      if (!mayHoldSecrets) found.push({ path, code: 'secret-misplaced', message: misplaced(name) });
      else if (!secretNames.includes(name)) found.push({ path, code: 'secret-unknown', message: unknown(name) });
    }
    if (found.length > 0) problems.set(nodeId, [...(problems.get(nodeId) ?? []), ...found]);
  }
  return ({ id }) => problems.get(id) ?? [];
}

const misplaced = (name: string) =>
  `The secret ${name} cannot stand here: secrets leave by webhooks only. Take {{ secrets.${name} }} out.`;
const unknown = (name: string) =>
  `There is no secret named ${name}: add it under Settings, Secrets, or correct the name.`;

interface TemplateText {
  nodeId: string;
  path: (string | number)[];
  text: string;
  mayHoldSecrets: boolean;
}

function templateTexts(catalog: Catalog, graph: Graph): TemplateText[] {
  const pathsOf = new Map<string, string[][]>();
  const calls = new Set<string>();
  for (const [type, { definition }] of catalog) {
    const isCall = definition.place === 'http';
    if (isCall) calls.add(type);
    // The values of a call's headers are templates too.
    const fields = configFields(definition.config).flatMap(({ widget, path }) => {
      if (widget === 'template-text') return [path];
      return isCall && widget === 'key-value' ? [[...path, '*']] : [];
    });
    if (isCall) fields.push(['url']);
    pathsOf.set(type, fields);
  }
  return graph.nodes.flatMap(({ id: nodeId, type, config }) =>
    (pathsOf.get(type) ?? [])
      .flatMap((path) => valuesAt(config, path))
      .flatMap(({ path, value }) =>
        typeof value === 'string' && /\{[{%]/.test(value)
          ? [{ nodeId, path, text: value, mayHoldSecrets: calls.has(type) }]
          : [],
      ),
  );
}
