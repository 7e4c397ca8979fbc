import type { Graph } from '../graph/graph.ts';
import type { NodeDefinition } from '../node/definition.ts';
import type { Listen, Place, Plan, PlanNode, PlanPort } from '../plan/plan.ts';
import { conditionsOf, withoutRuleIds } from './check-conditions.ts';
import type { FieldsByType } from './check-config.ts';
import { type Drawing, nextParts, type Part } from './drawing.ts';

/** Nodes whose look-ups are loaded in one statement at most. Longer stretches load the rest when they come to it. */
const MAX_STRETCH = 24;

/** The plan of a drawing without errors: reachable nodes only, in the order of their ids, so that equal workflows have equal plans. */
export function buildPlan({ graph, parts }: Drawing, fields: FieldsByType): Plan {
  const sorted = parts
    .filter(({ reachable, type }) => reachable && type)
    .sort((a, b) => (a.node.id < b.node.id ? -1 : 1));
  const nodes: Record<string, PlanNode> = {};
  for (const part of sorted) {
    const { node, type, off } = part;
    if (!type) continue;
    nodes[node.id] = {
      id: node.id,
      type: node.type,
      typeVersion: type.definition.version,
      name: node.name.trim() || type.definition.title,
      config: planConfig(part, fields),
      ports: planPorts(part),
      place: placeOf(part),
      stretch: stretchFrom(part),
      ...(off ? { off } : {}),
      ...planPortNames(part),
    };
  }
  const triggers = sorted.filter(({ trigger, off }) => trigger && !off).map(({ node }) => node.id);
  const listens = [...exitListens(graph), ...goalListens(sorted)];
  return { planVersion: 1, triggers, nodes, settings: graph.settings, ...(listens.length > 0 ? { listens } : {}) };
}

function exitListens({ settings }: Graph): Listen[] {
  return (settings.exitRules ?? []).map(({ name, event, filter }) => ({
    kind: 'exit',
    name: name.trim() || event,
    event,
    ...(filter ? { filter } : {}),
  }));
}

function goalListens(parts: readonly Part[]): Listen[] {
  return parts.flatMap(({ node, type, config, off }): Listen[] => {
    // The config was checked against the definition's schema before a plan is built.
    const heard = off ? undefined : type?.definition.listens?.(config as never);
    return heard
      ? [{ kind: 'goal', node: node.id, name: node.name.trim() || (type?.definition.title ?? ''), ...heard }]
      : [];
  });
}

function planConfig(part: Part, fields: FieldsByType): Record<string, unknown> {
  let { config } = part;
  for (const { path, value } of conditionsOf(part, fields)) config = withValueAt(config, path, withoutRuleIds(value));
  return config;
}

/** A copy of a config with another value at a path that it has; what is not on the path is shared with the original. */
function withValueAt<Holder>(holder: Holder, path: (string | number)[], value: unknown): Holder {
  const [name, ...rest] = path;
  // The end of the path: what stands here is replaced by a value of the same type.
  if (name === undefined) return value as Holder;
  const copy = (Array.isArray(holder) ? [...holder] : { ...holder }) as Record<string | number, unknown>;
  copy[name] = withValueAt(copy[name], rest, value);
  return copy as Holder;
}

function planPorts({ node, ports, out, off }: Part): Record<string, PlanPort> {
  const ends = new Set(node.endsHere);
  const planned: Record<string, PlanPort> = {};
  // A node that is off passes leads on by its first port; with no other in the plan, no reordering of keys can change which.
  for (const port of off ? ports.slice(0, 1) : ports) {
    const marked = out.has(port.id) || ends.has(port.id);
    const target = out.get(marked || port.otherwise === undefined ? port.id : port.otherwise)?.to;
    // An optional port that leads nowhere is left out: the interpreter then knows that nobody drew a way for it.
    if (target) planned[port.id] = { to: target.node.id, place: placeOf(target) };
    else if (marked || (port.otherwise !== undefined && ends.has(port.otherwise)))
      planned[port.id] = { to: null, place: 'local' };
  }
  return planned;
}

/** Names of ports that are there; without any the plan, and so its hash, stays as it was before ports could be named. */
function planPortNames({ node: { portNames }, ports }: Part): Pick<PlanNode, 'portNames'> {
  const named = ports.flatMap(({ id, label }) =>
    portNames && Object.hasOwn(portNames, id) && portNames[id]?.trim() ? [[id, label] as const] : [],
  );
  return named.length > 0 ? { portNames: Object.fromEntries(named) } : {};
}

function placeOf({ type, off }: Part): Place {
  return off ? 'local' : (type?.definition.place ?? 'local');
}

function stretchFrom(start: Part): string[] {
  const found = new Set([start]);
  for (const part of found) {
    if (part !== start && stops(part)) continue;
    for (const next of nextParts(part)) if (found.size < MAX_STRETCH) found.add(next);
    if (found.size >= MAX_STRETCH) break;
  }
  return [...found].map(({ node }) => node.id);
}

function stops({ type, off }: Part): boolean {
  const definition: NodeDefinition | undefined = type?.definition;
  return !off && (definition?.stops === true || type?.perform !== undefined);
}
