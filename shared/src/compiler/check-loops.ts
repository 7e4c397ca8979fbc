import { holds } from '../node/when.ts';
import type { Report } from './diagnostic.ts';
import { type Drawing, nextParts, type Part } from './drawing.ts';

/**
 * A loop must come to rest somewhere, or a lead would race through it without end. Takes the resting nodes out and looks for loops
 * in what is left: each strongly connected group that remains is one fault.
 */
export function checkLoops({ parts }: Drawing, report: Report): void {
  const moving = parts.filter((part) => part.reachable && !rests(part));
  for (const group of loopsAmong(moving)) {
    const ordered = group.sort((a, b) => a.index - b.index);
    const [first] = ordered;
    if (!first) continue;
    const names = ordered.slice(0, 4).map(({ label }) => label);
    const rest = ordered.length > 4 ? ` and ${ordered.length - 4} more` : '';
    const back = edgeBack(ordered);
    report({
      code: 'loop-without-wait',
      severity: 'error',
      nodeId: first.node.id,
      ...(back ? { edgeId: back } : {}),
      message: `A lead would go round ${names.join(', ')}${rest} without ever resting: put a wait into the loop.`,
      ...(back ? { fix: { kind: 'insert-wait', label: 'Add a wait', edgeId: back } as const } : {}),
    });
  }
}

function rests({ type, off, valid, config }: Part): boolean {
  if (off || !type) return false;
  const { rests: rule } = type.definition;
  // A form that is not yet right is a fault of its own: this one would only repeat it.
  return typeof rule === 'string' ? !valid || holds(rule, config) : rule === true;
}

/** The parts a lead may come to next as often as it likes. */
function unboundedNext(part: Part): Part[] {
  const bounds = part.off ? [] : (part.type?.definition.bounds ?? []);
  if (bounds.length === 0) return nextParts(part);
  return [...part.out].flatMap(([port, { to }]) => (bounds.includes(port) ? [] : [to]));
}

/** The last drawn edge that leads from a later to an earlier node of the loop: where a person closed it. */
function edgeBack(ordered: Part[]): string | undefined {
  const inside = new Set(ordered);
  let back: string | undefined;
  for (const part of ordered) {
    for (const { edge, to } of part.out.values()) if (inside.has(to) && to.index <= part.index) back = edge.id;
  }
  return back;
}

/** Tarjan's strongly connected groups with its own stack (chains of 5,000 nodes would overflow ours); only those that are loops. */
function loopsAmong(parts: Part[]): Part[][] {
  const inside = new Set(parts);
  const order = new Map<Part, number>();
  const low = new Map<Part, number>();
  const onStack = new Set<Part>();
  const stack: Part[] = [];
  const loops: Part[][] = [];
  for (const root of parts) {
    if (order.has(root)) continue;
    const frames: { part: Part; next: Part[]; at: number }[] = [];
    const enter = (part: Part) => {
      order.set(part, order.size);
      low.set(part, order.size - 1);
      stack.push(part);
      onStack.add(part);
      frames.push({ part, next: unboundedNext(part).filter((to) => inside.has(to)), at: 0 });
    };
    const lower = (part: Part, to: number) => low.set(part, Math.min(low.get(part) ?? to, to));
    enter(root);
    for (let frame = frames.at(-1); frame; frame = frames.at(-1)) {
      const next = frame.next[frame.at++];
      if (next) {
        if (!order.has(next)) enter(next);
        else if (onStack.has(next)) lower(frame.part, order.get(next) ?? 0);
        continue;
      }
      frames.pop();
      const { part } = frame;
      const parent = frames.at(-1);
      if (parent) lower(parent.part, low.get(part) ?? 0);
      if (low.get(part) !== order.get(part)) continue;
      const group: Part[] = stack.splice(stack.lastIndexOf(part));
      for (const member of group) onStack.delete(member);
      if (group.length > 1 || frame.next.includes(part)) loops.push(group);
    }
  }
  return loops;
}
