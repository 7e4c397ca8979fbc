import { indexGraph } from '../store/graph-index.ts';
import type { EdgeOverlay, NodeOverlay, Overlay } from './overlay.ts';
import type { RunDetails, StepView } from './workflow-api.ts';

/** How times are said; texts belong to the language. All instants are ISO. */
export interface RunWords {
  clock(at: string): string;
  day(at: string): string;
  after(ms: number): string;
}

/** A stay shorter than this needs no word. */
const WORTH_SAYING_MS = 60_000;

/** One lead's run on its drawing: where it went, when and why, where it is, and what it left aside. */
export function runOverlay(run: RunDetails, words: RunWords): Overlay {
  const here = new Set(run.status === 'ended' ? [] : run.here);
  const last = new Map<string, StepView>();
  const left = new Map<string, StepView>();
  for (const step of run.steps) {
    if (step.kind === 'control') continue;
    last.set(step.nodeId, step);
    if (step.port !== null) left.set(`${step.nodeId} ${step.port}`, step);
  }
  const nodes = new Map<string, NodeOverlay>();
  for (const node of run.graph.nodes) {
    const step = last.get(node.id);
    const wait = run.waits.find((one) => one.nodeId === node.id);
    if (!step && !here.has(node.id)) {
      nodes.set(node.id, { state: 'not-taken' });
      continue;
    }
    const overlay: NodeOverlay = {
      state: here.has(node.id) ? (run.status === 'paused' ? 'paused' : 'here') : 'passed',
    };
    const at = step?.openedAt ?? wait?.since;
    if (at) overlay.time = { clock: words.clock(at), day: words.day(at) };
    if (step?.text) overlay.summary = step.text;
    overlay.taken = run.steps.flatMap((one) => (one.nodeId === node.id && one.port !== null ? [one.port] : []));
    nodes.set(node.id, overlay);
  }
  const edges = new Map<string, EdgeOverlay>();
  for (const edge of run.graph.edges) {
    const step = left.get(`${edge.from} ${edge.port}`);
    if (step) {
      const stay = Date.parse(step.at) - Date.parse(step.openedAt);
      edges.set(edge.id, { look: 'taken', ...(stay >= WORTH_SAYING_MS ? { reason: words.after(stay) } : {}) });
    } else edges.set(edge.id, { look: isAhead(run, edge.from, here) ? 'ahead' : 'not-taken' });
  }
  return { nodes, edges };
}

/** The only way on from where the run is now. With several, nobody knows which. */
function isAhead(run: RunDetails, from: string, here: ReadonlySet<string>): boolean {
  return here.has(from) && (indexGraph(run.graph).out.get(from)?.size ?? 0) === 1;
}
