import type { Metrics } from './metrics.ts';

/*
 * A block is a node with everything that only it leads to. It is measured from the middle of the node's card across the flow
 * and from the card's start along it:
 *
 *          card              slots stand side by side in port order: a branch (a block), or a lane (a port without a card of
 *       ┌────┴────┐          its own); joins stand below the slots that lead to them, in the middle of those.
 *     slot      slot
 *       └────┬────┘
 *           join
 */

/** A line that would jog less than this runs straight, px. */
const NEARLY = 64;

/** The room a block takes. All in px; `before` and `after` reach from the middle of its card across the flow. */
export interface Block {
  before: number;
  after: number;
  /** From the start of the card to the end of the block, along the flow. */
  length: number;
}

/** Something under a card: a branch that begins with `node`, or the lane of `port` alone. */
export type Slot = { kind: 'branch'; node: string; block: Block } | { kind: 'lane'; port: string };

/** A node where ways of this block meet again, and the indexes of the slots whose ways lead there. */
export interface Join {
  node: string;
  block: Block;
  from: readonly number[];
}

export interface Placed {
  block: Block;
  /** Where each child's card stands: across from this card's middle, along from this card's start. */
  children: { node: string; cross: number; main: number }[];
  /** Where each lane runs, across from this card's middle. */
  lanes: { port: string; cross: number }[];
}

interface Group {
  first: number;
  last: number;
  cross: number;
  before: number;
  after: number;
  end: number;
}

/** Places slots and joins under a card of the given size. `gap` lies between the card and its branches. */
export function placeBlock(input: {
  card: { main: number; cross: number };
  gap: number;
  slots: readonly Slot[];
  joins: readonly Join[];
  metrics: Metrics;
}): Placed {
  const { card, gap, slots, metrics } = input;
  const groups: Group[] = [];
  for (const [index, slot] of slots.entries()) {
    const lane = { before: metrics.laneHalf, after: metrics.laneHalf, end: card.main + metrics.laneLength };
    const room =
      slot.kind === 'branch'
        ? { before: slot.block.before, after: slot.block.after, end: card.main + gap + slot.block.length }
        : lane;
    const previous = groups[groups.length - 1];
    const cross = previous ? previous.cross + previous.after + metrics.between + room.before : 0;
    groups.push({ first: index, last: index, cross, ...room });
  }
  const slotCross = groups.map((group) => group.cross);
  const joins = new Map<string, { cross: number; main: number; first: number; last: number }>();

  /** Makes room: everything from slot `from` on moves away by `by`. */
  const push = (from: number, by: number) => {
    for (let index = from; index < slotCross.length; index++) slotCross[index] = (slotCross[index] ?? 0) + by;
    for (const group of groups) if (group.first >= from) group.cross += by;
    for (const join of joins.values()) if (join.first >= from) join.cross += by;
  };

  for (const join of input.joins) {
    const first = Math.min(...join.from);
    const last = Math.max(...join.from);
    const start = groups.findIndex((group) => group.last >= first);
    const stop = groups.findLastIndex((group) => group.first <= last);
    const met = groups.slice(start, stop + 1);
    const head = met[0];
    const tail = met[met.length - 1];
    if (!head || !tail) continue;
    const main = Math.max(...met.map((group) => group.end)) + metrics.join;
    const all = start === 0 && stop === groups.length - 1;
    const middle = () =>
      all ? ((slotCross[0] ?? 0) + (slotCross[slotCross.length - 1] ?? 0)) / 2 : (head.cross + tail.cross) / 2;
    if (start > 0) push(head.first, Math.max(0, head.cross - head.before - (middle() - join.block.before)));
    push(tail.last + 1, Math.max(0, middle() + join.block.after - (tail.cross + tail.after)));
    const cross = middle();
    const merged: Group = {
      first: head.first,
      last: tail.last,
      cross,
      before: Math.max(join.block.before, ...met.map((group) => cross - group.cross + group.before)),
      after: Math.max(join.block.after, ...met.map((group) => group.cross - cross + group.after)),
      end: main + join.block.length,
    };
    joins.set(join.node, { cross, main, first: head.first, last: tail.last });
    groups.splice(start, met.length, merged);
  }

  const centre = centreOf(slotCross);
  const placed: Placed = {
    block: {
      before: Math.max(card.cross / 2, ...groups.map((group) => centre - group.cross + group.before)),
      after: Math.max(card.cross / 2, ...groups.map((group) => group.cross - centre + group.after)),
      length: Math.max(card.main, ...groups.map((group) => group.end)),
    },
    children: [],
    lanes: [],
  };
  for (const [index, slot] of slots.entries()) {
    const cross = (slotCross[index] ?? 0) - centre;
    if (slot.kind === 'branch') placed.children.push({ node: slot.node, cross, main: card.main + gap });
    else placed.lanes.push({ port: slot.port, cross });
  }
  for (const [node, join] of joins) placed.children.push({ node, cross: join.cross - centre, main: join.main });
  return placed;
}

/** The middle between the outer slots; the middle slot itself where it is near, so that its line runs straight. */
function centreOf(slots: readonly number[]): number {
  if (slots.length === 0) return 0;
  const outer = ((slots[0] ?? 0) + (slots[slots.length - 1] ?? 0)) / 2;
  const middle = slots.length % 2 === 1 ? (slots[(slots.length - 1) / 2] ?? outer) : outer;
  return Math.abs(middle - outer) < NEARLY ? middle : outer;
}

/** The child of `owner` in the dominator tree on the way to `node`; null when the way starts at the owner itself. */
export function branchOf(
  node: string,
  owner: string | null,
  dominator: ReadonlyMap<string, string | null>,
): string | null {
  let at = node;
  if (at === owner) return null;
  for (;;) {
    const above = dominator.get(at) ?? null;
    if (above === owner) return at;
    if (above === null) return at;
    at = above;
  }
}
