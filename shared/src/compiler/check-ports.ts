import type { Report } from './diagnostic.ts';
import type { Drawing } from './drawing.ts';

/** Every port leads on, or is marked "ends here", or is optional. Nodes that leads can't reach, or that are off (but for their first port), are let be. */
export function checkPorts({ parts }: Drawing, report: Report): void {
  for (const { node, label, ports, out, off, reachable } of parts) {
    if (!reachable) continue;
    const ends = new Set(node.endsHere);
    for (const port of off ? ports.slice(0, 1) : ports) {
      if (out.has(port.id) || port.optional || ends.has(port.id)) continue;
      if (port.holds) {
        const message = `Leads that leave ${label} by “${port.label}” rest there until a later version leads on: connect it, or mark it as “ends here”.`;
        const fix = { kind: 'end-here', label: 'Leads end here', nodeId: node.id, port: port.id } as const;
        report({ code: 'holds-here', severity: 'warning', nodeId: node.id, port: port.id, message, fix });
        continue;
      }
      const message = `${label} has no next step after “${port.label}”: connect it, or mark it as “ends here”.`;
      const fix = { kind: 'end-here', label: 'Leads end here', nodeId: node.id, port: port.id } as const;
      report({ code: 'unconnected-port', severity: 'error', nodeId: node.id, port: port.id, message, fix });
    }
  }
}
