import type { Reference } from './check-conditions.ts';
import { partsBefore, partsInto } from './check-reachable.ts';
import type { Report } from './diagnostic.ts';
import type { Drawing, Part } from './drawing.ts';

/**
 * Looking back through the drawing is linear for one node, so it could be quadratic for all: beyond so many visits per node on average the
 * rest goes unchecked. Real references reach back a few steps.
 */
const VISITS_PER_NODE = 50;

/** `output.<node>.…` names a step that must have been possible before; else it is always unknown, and that is never what was meant. */
export function checkOutputs({ parts, byId }: Drawing, references: Reference[], report: Report): void {
  const wanted = new Map<Part, Reference[]>();
  for (const reference of references) {
    if (!reference.field.startsWith('output.') || !reference.part.reachable) continue;
    const list = wanted.get(reference.part);
    if (list) list.push(reference);
    else wanted.set(reference.part, [reference]);
  }
  if (wanted.size === 0) return;
  const into = partsInto(parts);
  let visits = VISITS_PER_NODE * Math.max(parts.length, 100);
  for (const [part, list] of wanted) {
    const missing = new Set<Part>();
    for (const reference of list) {
      const source = byId.get(nodeOf(reference));
      if (source) missing.add(source);
      else complain(reference, undefined, report);
    }
    for (const before of missing.size > 0 ? partsBefore(part, into) : []) {
      missing.delete(before);
      if (missing.size === 0 || --visits <= 0) break;
    }
    if (visits <= 0) return;
    for (const reference of list) {
      const source = byId.get(nodeOf(reference));
      if (source && missing.has(source)) complain(reference, source, report);
    }
  }
}

function nodeOf({ field }: Reference): string {
  return field.split('.')[1] ?? '';
}

function complain({ part, path, field }: Reference, source: Part | undefined, report: Report): void {
  const message = source
    ? `${part.label} reads what ${source.label} gave out, but no lead comes there before: read another step, or move it.`
    : `${part.label} reads “${field}”, but that step is no longer there: choose another.`;
  const code = source ? 'output-not-before' : 'output-of-missing-node';
  report({ code, severity: 'warning', nodeId: part.node.id, path, message });
}
