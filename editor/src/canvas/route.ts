import type { Graph, Position } from '@trellis/shared/graph/graph.ts';
import { metricsOf } from './metrics.ts';

/** Corner radius of edges in px. */
const RADIUS = 12;

export interface RouteInput {
  direction: Graph['direction'];
  /** The port, and the point where the edge enters the target's card. */
  source: Position;
  target: Position;
  /** The source has several ports: the edge turns just after it and carries a name. */
  split: boolean;
  /** Several ways lead into the target: the edge turns just before it. */
  join: boolean;
  /** Absolute place across the flow where the edge runs between its two turns. */
  lane?: number | undefined;
  /** Absolute place across the flow of the line of a loop. */
  loop?: number | undefined;
}

export interface Route {
  /** SVG path. */
  path: string;
  /** The corners that the path rounds, from port to target. */
  points: Position[];
  /** Middle of the port's name. */
  label: Position;
  /** Middle of the plus. */
  plus: Position;
  /** It goes against the flow and needs an arrowhead. */
  backward: boolean;
}

/** A point by its place across and along the flow. */
interface Point {
  cross: number;
  main: number;
}

/** The way of an edge in right angles, and where its name and its plus stand. */
export function routeEdge(input: RouteInput): Route {
  const metrics = metricsOf(input.direction);
  const down = input.direction === 'down';
  const fromXy = (at: Position): Point => (down ? { cross: at.x, main: at.y } : { cross: at.y, main: at.x });
  const toXy = (at: Point): Position => (down ? { x: at.cross, y: at.main } : { x: at.main, y: at.cross });
  const source = fromXy(input.source);
  const target = fromXy(input.target);
  const after = source.main + metrics.turnAfter;
  const before = target.main - metrics.turnBefore;
  const backward = input.loop !== undefined || target.main < source.main + 8;

  const corners = (): Point[] => {
    if (backward) {
      const beside = input.loop ?? Math.max(source.cross, target.cross) + metrics.card.cross / 2 + metrics.loop;
      const start = input.lane === undefined ? [] : [{ cross: input.lane, main: after }];
      const low = input.lane === undefined ? after : after + metrics.label + metrics.labelToPlus - 8;
      return [
        ...(input.lane === undefined ? [] : [{ cross: source.cross, main: after }]),
        ...start,
        { cross: input.lane ?? source.cross, main: low },
        { cross: beside, main: low },
        { cross: beside, main: target.main - metrics.turnAfter },
        { cross: target.cross, main: target.main - metrics.turnAfter },
      ];
    }
    if (input.lane !== undefined && before > after) {
      return [
        { cross: source.cross, main: after },
        { cross: input.lane, main: after },
        { cross: input.lane, main: before },
        { cross: target.cross, main: before },
      ];
    }
    if (Math.abs(source.cross - target.cross) < 0.5) return [];
    const middle = (source.main + target.main) / 2;
    const turn = input.split ? Math.min(after, middle) : input.join ? Math.max(before, middle) : middle;
    return [
      { cross: source.cross, main: turn },
      { cross: target.cross, main: turn },
    ];
  };

  const points = dropStraight([source, ...corners(), target]);
  const run = firstRun(points, input.split);
  const labelAt = { cross: run.cross, main: source.main + metrics.label };
  const room = run.end - run.start;
  const plusMain = input.split
    ? Math.min(labelAt.main + metrics.labelToPlus, Math.max(run.end - 9, source.main + metrics.label))
    : input.join && room <= 60
      ? source.main + 22
      : (run.start + run.end) / 2;
  return {
    path: roundedPath(points.map(toXy)),
    points: points.map(toXy),
    label: toXy(labelAt),
    plus: toXy({ cross: run.cross, main: plusMain }),
    backward,
  };
}

/** The stretch along the flow that carries name and plus: after the first turn where a name stands, else from the port on. */
function firstRun(points: readonly Point[], afterTurn: boolean): { cross: number; start: number; end: number } {
  const runs: { cross: number; start: number; end: number }[] = [];
  for (let index = 1; index < points.length; index++) {
    const from = points[index - 1];
    const to = points[index];
    if (from && to && Math.abs(from.cross - to.cross) < 0.5)
      runs.push({ cross: to.cross, start: from.main, end: to.main });
  }
  const found = afterTurn && runs.length > 1 ? runs[1] : runs[0];
  return found ?? { cross: points[0]?.cross ?? 0, start: points[0]?.main ?? 0, end: points[0]?.main ?? 0 };
}

/** Leaves out points on a straight line between their neighbours. */
function dropStraight(points: readonly Point[]): Point[] {
  return points.filter((point, index) => {
    const previous = points[index - 1];
    const next = points[index + 1];
    if (!previous || !next) return true;
    const sameCross = Math.abs(previous.cross - point.cross) < 0.5 && Math.abs(point.cross - next.cross) < 0.5;
    const sameMain = Math.abs(previous.main - point.main) < 0.5 && Math.abs(point.main - next.main) < 0.5;
    return !sameCross && !sameMain;
  });
}

/** An SVG path through the points with rounded corners; the radius shrinks where two corners are close. */
export function roundedPath(points: readonly Position[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let path = `M${n(first.x)} ${n(first.y)}`;
  let from = first;
  for (const [index, corner] of rest.entries()) {
    const next = rest[index + 1];
    if (!next) {
      path += `L${n(corner.x)} ${n(corner.y)}`;
      break;
    }
    const radius = Math.min(
      RADIUS,
      distance(from, corner) / (index === 0 ? 1 : 2),
      distance(corner, next) / (index === rest.length - 2 ? 1 : 2),
    );
    const enter = toward(corner, from, radius);
    const leave = toward(corner, next, radius);
    path += `L${n(enter.x)} ${n(enter.y)}Q${n(corner.x)} ${n(corner.y)} ${n(leave.x)} ${n(leave.y)}`;
    from = corner;
  }
  return path;
}

function distance(a: Position, b: Position): number {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
}

/** The point `by` px from `at` in the direction of `to`. */
function toward(at: Position, to: Position, by: number): Position {
  const length = distance(at, to) || 1;
  return { x: at.x + ((to.x - at.x) / length) * by, y: at.y + ((to.y - at.y) / length) * by };
}

function n(value: number): number {
  return Math.round(value * 100) / 100;
}
