import type { Report } from './diagnostic.ts';
import { type Drawing, nextParts, type Part } from './drawing.ts';

/**
 * Runs start at triggers: one must be there and be on. Marks what leads can reach from them and names what they can't; that is only a
 * warning, because a card laid aside on the canvas harms nobody: it is left out of the plan.
 */
export function checkReachable({ parts }: Drawing, report: Report): void {
  const triggers = parts.filter(({ trigger }) => trigger);
  if (triggers.length === 0) {
    const fix = { kind: 'add-trigger', label: 'Add a trigger' } as const;
    report({ code: 'no-trigger', severity: 'error', message: 'Nothing starts this workflow: add a trigger.', fix });
    // Without a start everything would be unreachable: one cause, one sentence; and its other faults stay visible.
    for (const part of parts) part.reachable = true;
    return;
  }
  if (triggers.every(({ off }) => off)) {
    report({
      code: 'triggers-off',
      severity: 'error',
      message: 'All triggers are switched off: switch one on, or no run ever starts.',
    });
  }
  // A goal is reached from anywhere, by its event.
  markReachable([...triggers, ...parts.filter(({ type, off }) => type?.definition.listens && !off)]);
  for (const part of parts) {
    if (part.reachable || !part.type) continue;
    const message = `No lead can reach ${part.label}: lead a line into it, or delete it.`;
    const fix = { kind: 'delete-node', label: 'Delete it', nodeId: part.node.id } as const;
    report({ code: 'unreachable', severity: 'warning', nodeId: part.node.id, message, fix });
  }
}

function markReachable(starts: Part[]): void {
  const stack = [...starts];
  for (const part of starts) part.reachable = true;
  for (let part = stack.pop(); part; part = stack.pop()) {
    // The other ports of a node that is off count too: it may be switched on again, and leads may rest behind them.
    for (const { to } of part.out.values()) {
      if (to.reachable) continue;
      to.reachable = true;
      stack.push(to);
    }
  }
}

/** The parts that can be before `part` in some run, nearest first, itself only where a loop leads back to it. */
export function* partsBefore(part: Part, into: ReadonlyMap<Part, Part[]>): Generator<Part> {
  const seen = new Set<Part>();
  const queue = [part];
  for (let at = 0; at < queue.length; at++) {
    const current = queue[at];
    for (const before of (current && into.get(current)) ?? []) {
      if (seen.has(before)) continue;
      seen.add(before);
      queue.push(before);
      yield before;
    }
  }
}

/** For each part the parts with an edge into it. */
export function partsInto(parts: Part[]): Map<Part, Part[]> {
  const into = new Map<Part, Part[]>();
  for (const part of parts) {
    for (const next of nextParts(part)) {
      const list = into.get(next);
      if (list) list.push(part);
      else into.set(next, [part]);
    }
  }
  return into;
}
