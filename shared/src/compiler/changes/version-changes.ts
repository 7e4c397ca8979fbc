import type { Graph, GraphNode } from '../../graph/graph.ts';
import type { Catalog } from '../../node/catalog.ts';
import type { PortsSpec } from '../../node/definition.ts';
import { migrateConfig } from '../../node/migrate-config.ts';
import { resolvePorts } from '../../node/ports.ts';
import type { ChangeNames, SettingChange, VersionChange } from './change.ts';
import { configChanges } from './config-changes.ts';
import { quoted } from './value-words.ts';
import { nameOf, type Wiring, wiringChanges, wiringOf } from './wiring-changes.ts';
import { workflowChanges } from './workflow-changes.ts';

/**
 * What is different between two graphs of a workflow, as marketers read it: changed steps, new ones, those that are gone, then the workflow's own
 * settings. Positions, notes and the direction of the drawing are no change: they move no lead. Names of ports are one, for lists and timelines show them. Never throws, however unfinished the graphs.
 */
export function versionChanges(from: Graph, to: Graph, catalog: Catalog, names: ChangeNames = {}): VersionChange[] {
  const [before, after] = [wiringOf(from), wiringOf(to)];
  const workflow = workflowChanges(from.settings, to.settings, { ...named(after, catalog), ...names });
  const steps = [
    ...to.nodes.flatMap((node): VersionChange[] => {
      const former = before.nodes.get(node.id);
      const all = { ...named(after, catalog), ...names };
      if (!former) return [stepLine('new', node, catalog, `is new${placeWords(node, to, after, catalog)}`)];
      const changed = nodeChange(node, former, before, after, catalog, all);
      return changed ? [changed] : [];
    }),
    ...from.nodes.filter(({ id }) => !after.nodes.has(id)).map((node) => stepLine('gone', node, catalog, 'is gone')),
  ];
  const order: VersionChange['kind'][] = ['changed', 'new', 'gone'];
  return [...order.flatMap((kind) => steps.filter((step) => step.kind === kind)), ...workflow];
}

function stepLine(
  kind: VersionChange['kind'],
  node: GraphNode,
  catalog: Catalog,
  text: string,
  settings: SettingChange[] = [],
): VersionChange {
  return { kind, nodeId: node.id, type: node.type, name: nameOf(node, catalog), settings, text };
}

function nodeChange(
  node: GraphNode,
  former: GraphNode,
  before: Wiring,
  after: Wiring,
  catalog: Catalog,
  names: ChangeNames,
): VersionChange | undefined {
  const texts: string[] = [];
  const settings: SettingChange[] = [];
  const [was, is] = [nameOf(former, catalog), nameOf(node, catalog)];
  if (was !== is) settings.push({ label: 'Name', from: quoted(was), to: quoted(is) });
  const definition = catalog.get(node.type)?.definition;
  if (node.type !== former.type) texts.push(`is now “${definition?.title ?? node.type}”`);
  else if (definition) {
    const present = ({ typeVersion, config }: GraphNode) => migrateConfig(definition, typeVersion, config).config;
    settings.push(...configChanges(definition, present(former), present(node), names));
  }
  settings.push(...portNameChanges(former, node, definition?.ports ?? []));
  if ((former.off ?? false) !== (node.off ?? false)) texts.push(node.off ? 'is switched off' : 'is switched on again');
  texts.push(...wiringChanges(node, former, before, after, catalog));
  if (settings.length === 0 && texts.length === 0) return undefined;
  return stepLine('changed', node, catalog, texts.join('; '), settings);
}

/** Ports that people call otherwise than before; without a name of its own a port goes by the word of its type. */
function portNameChanges(from: GraphNode, to: GraphNode, spec: PortsSpec): SettingChange[] {
  const before = new Map(resolvePorts(spec, to.config, from.portNames).map(({ id, label }) => [id, label]));
  const words = new Map(resolvePorts(spec, to.config).map(({ id, label }) => [id, label]));
  return resolvePorts(spec, to.config, to.portNames).flatMap(({ id, label }) => {
    const was = before.get(id) ?? label;
    return was === label
      ? []
      : [{ label: `Port ${quoted(words.get(id) ?? id)}`, from: quoted(was), to: quoted(label) }];
  });
}

/** Where a new step stands: after which one. */
function placeWords(node: GraphNode, graph: Graph, { nodes }: Wiring, catalog: Catalog): string {
  const edge = graph.edges.find(({ to }) => to === node.id);
  const former = edge && nodes.get(edge.from);
  return former ? `, after ${quoted(nameOf(former, catalog))}` : '';
}

/** Steps go by their names in sentences. */
function named({ nodes }: Wiring, catalog: Catalog): ChangeNames {
  return {
    value(field, value) {
      const names = typeof value === 'string' && /(?:^|\.)(?:mail|node|step)$/.test(field);
      const node = names ? nodes.get(value) : undefined;
      return node && nameOf(node, catalog);
    },
  };
}
