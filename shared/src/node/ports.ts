import type { Port, PortsSpec } from './definition.ts';
import { holds } from './when.ts';

/**
 * The ports of a node with this config, in drawn order, by the names that people gave them (`GraphNode.portNames`). Entries without a usable id are
 * left out (the config check names them).
 */
export function resolvePorts(
  spec: PortsSpec,
  config: Record<string, unknown>,
  names: Readonly<Record<string, string>> = {},
): Port[] {
  return portsOf(spec, config).map((port) => {
    const name = Object.hasOwn(names, port.id) ? names[port.id]?.trim() : undefined;
    return name ? { ...port, label: name } : port;
  });
}

function portsOf(spec: PortsSpec, config: Record<string, unknown>): Port[] {
  if (!('each' in spec)) return spec.filter((port) => isThere(port, config));
  const entries = Object.hasOwn(config, spec.each) ? config[spec.each] : undefined;
  const ports = (Array.isArray(entries) ? entries : []).flatMap((entry: unknown, index): Port[] => {
    if (typeof entry !== 'object' || entry === null) return [];
    const { [spec.id]: id, [spec.label]: label } = entry as Record<string, unknown>;
    if (typeof id !== 'string' || !id) return [];
    return [
      {
        id,
        label: typeof label === 'string' && label ? label : `Branch ${index + 1}`,
        ...(spec.holds ? { holds: true } : {}),
      },
    ];
  });
  return [...ports, ...spec.plus.filter((port) => isThere(port, config))];
}

function isThere(port: Port, config: Record<string, unknown>): boolean {
  return port.when === undefined || holds(port.when, config);
}
