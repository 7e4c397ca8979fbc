import type { Port, PortsSpec } from './definition.ts';

/** The ports of a node with this config, in drawn order. Entries without a usable id are left out (the config check names them). */
export function resolvePorts(spec: PortsSpec, config: Record<string, unknown>): Port[] {
  if (!('each' in spec)) return [...spec];
  const entries = config[spec.each];
  const ports = (Array.isArray(entries) ? entries : []).flatMap((entry: unknown, index): Port[] => {
    if (typeof entry !== 'object' || entry === null) return [];
    const { [spec.id]: id, [spec.label]: label } = entry as Record<string, unknown>;
    return typeof id === 'string' && id ? [{ id, label: typeof label === 'string' && label ? label : `Branch ${index + 1}` }] : [];
  });
  return [...ports, ...spec.plus];
}
