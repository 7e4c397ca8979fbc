import type { Graph, GraphNode } from '@trellis/shared/graph/graph.ts';
import { type CatalogIndex, drawnPorts, isEnd, isTrigger, portsOf } from '../store/catalog-index.ts';
import { indexGraph } from '../store/graph-index.ts';
import type { EdgeOverlay, NodeOverlay, Overlay } from './overlay.ts';
import type { CountsView, NodeCountsView } from './workflow-api.ts';

/** How numbers are said; texts belong to the language. */
export interface LiveWords {
  count(n: number): string;
  share(part: number, whole: number): string;
  /** Without decimals, where two stand side by side. */
  roundShare(part: number, whole: number): string;
  waiting: string;
  held: string;
  entered(count: string): string;
  passed(count: string): string;
  sentOpened(sent: string, opened: string): string;
  portShare(share: string, port: string): string;
  /** Of two ways: the first by its name, the other as not being it. */
  eitherShare(share: string, port: string, others: string): string;
}

/** A ribbon is as wide as the share of all leads that came along it, px. */
const THINNEST = 1.5;
const GROWTH = 12;

/** Counts laid over the drawing: who is at each step, how many took each edge and how many were lost on the way. */
export function liveOverlay(graph: Graph, counts: CountsView, catalog: CatalogIndex, words: LiveWords): Overlay {
  const { in: into } = indexGraph(graph);
  const passedBy = (from: string, port: string) => counts.nodes[from]?.passed[port] ?? 0;
  const arrived = (node: GraphNode): number =>
    isTrigger(node, catalog)
      ? sum(Object.values(counts.nodes[node.id]?.passed ?? {}))
      : sum((into.get(node.id) ?? []).map((edge) => passedBy(edge.from, edge.port)));
  const most = Math.max(counts.entered, 1, ...graph.edges.map((edge) => passedBy(edge.from, edge.port)));
  const width = (count: number) => THINNEST + (GROWTH * Math.min(count, most)) / most;

  const nodes = new Map<string, NodeOverlay>();
  for (const node of graph.nodes) {
    const own = counts.nodes[node.id];
    const overlay: NodeOverlay = {};
    const tab = tabOf(own, words);
    if (tab) overlay.tab = tab;
    if (isEnd(node, catalog)) overlay.count = Math.max(own?.ended ?? 0, arrived(node));
    const summary = own ? summaryOf(graph, node, own, catalog, words) : null;
    if (summary) overlay.summary = summary;
    nodes.set(node.id, overlay);
  }

  const edges = new Map<string, EdgeOverlay>();
  for (const edge of graph.edges) {
    const count = passedBy(edge.from, edge.port);
    const meeting = into.get(edge.to) ?? [];
    const from = indexGraph(graph).node.get(edge.from);
    const overlay: EdgeOverlay = { look: 'flow', width: round(width(count)), count: words.count(count) };
    if (meeting.length > 1) overlay.joined = round(width(sum(meeting.map((one) => passedBy(one.from, one.port)))));
    if (from && drawnPorts(graph, from, catalog).length === 1) {
      const here = hereOf(counts.nodes[edge.from]);
      const lost = arrived(from) - here - sum(Object.values(counts.nodes[edge.from]?.passed ?? {}));
      if (lost > 0) overlay.loss = `−${words.count(lost)}`;
    }
    edges.set(edge.id, overlay);
  }
  return { nodes, edges };
}

function tabOf(own: NodeCountsView | undefined, words: LiveWords): NodeOverlay['tab'] {
  if (!own) return undefined;
  const waiting = own.waiting + own.performing;
  if (waiting > 0) return { count: waiting, word: words.waiting, tone: 'brand' };
  const held = own.paused + own.parked;
  return held > 0 ? { count: held, word: words.held, tone: 'plain' } : undefined;
}

function summaryOf(
  graph: Graph,
  node: GraphNode,
  own: NodeCountsView,
  catalog: CatalogIndex,
  words: LiveWords,
): string | null {
  const passed = sum(Object.values(own.passed));
  if (own.sent > 0) return words.sentOpened(words.count(own.sent), words.share(own.opened, own.sent));
  if (isTrigger(node, catalog)) return words.entered(words.count(passed));
  const ports = portsOf(graph, node, catalog);
  const [first, second] = ports;
  if (first && second && ports.length === 2 && passed > 0) {
    const share = (port: { id: string }) => words.roundShare(own.passed[port.id] ?? 0, passed);
    return words.eitherShare(share(first), first.label.toLowerCase(), share(second));
  }
  if (ports.length > 1 && passed > 0) {
    return ports
      .slice(0, 2)
      .map((port) => words.portShare(words.roundShare(own.passed[port.id] ?? 0, passed), port.label.toLowerCase()))
      .join(' · ');
  }
  return passed > 0 ? words.passed(words.count(passed)) : null;
}

/** How many are at a step now, whatever holds them. */
export function hereOf(own: NodeCountsView | undefined): number {
  return own ? own.waiting + own.performing + own.parked + own.paused : 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
