import type { Graph } from '@trellis/shared/graph/graph.ts';

/*
 *            change            650 ms quiet           answer
 *   saved ───────────▶ unsaved ───────────▶ saving ───────────▶ saved (or unsaved, if changed meanwhile)
 *                         ▲                   │  │
 *                         │   4 s, 8 s … 30 s │  └─ another revision was saved first ─▶ conflict
 *                       retrying ◀── failed ──┘
 *
 *   conflict ends by a person's choice: `keepMine` saves over the other revision, `takeTheirs` is told to the caller.
 */

export type SaveState =
  | { kind: 'saved'; at: number | null }
  | { kind: 'unsaved' }
  | { kind: 'saving' }
  /** `until` is when it tries again, ms. */
  | { kind: 'retrying'; until: number; message: string }
  | { kind: 'conflict'; theirs: Graph; revision: number; by?: string | undefined };

/** What saving answers. Anything thrown counts as "the server is away". */
export type SaveAnswer =
  | { kind: 'saved'; revision: number }
  | { kind: 'conflict'; theirs: Graph; revision: number; by?: string | undefined };

export type SaveDraft = (graph: Graph, baseRevision: number) => Promise<SaveAnswer>;

export interface Autosave {
  state(): SaveState;
  subscribe(listener: () => void): () => void;
  /** Tells that the document is now this one. */
  changed(graph: Graph): void;
  /** Saves what is unsaved at once; resolves when the answer is there. */
  flush(): Promise<void>;
  /** Ends a conflict by saving this document over theirs. */
  keepMine(): void;
  /** Ends a conflict in favour of the other document, which the caller now shows; gives its revision's graph. */
  takeTheirs(): Graph | null;
  /** Takes on a document that the server has already as that revision; told of it as a change afterwards, it is not saved once more. */
  adopt(graph: Graph, revision: number): void;
  /** The revision last saved or loaded. */
  revision(): number;
  stop(): void;
}

const QUIET_MS = 650;
const FIRST_RETRY_MS = 4000;
const LAST_RETRY_MS = 30_000;

/** Saves a document by itself shortly after it changed, and tries again while the server is away. */
export function createAutosave(options: {
  save: SaveDraft;
  revision: number;
  savedAt: number | null;
  now?: () => number;
}): Autosave {
  const now = options.now ?? Date.now;
  const listeners = new Set<() => void>();
  let state: SaveState = { kind: 'saved', at: options.savedAt };
  let revision = options.revision;
  let pending: Graph | null = null;
  let running: Promise<void> | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let adopted: Graph | null = null;

  const become = (next: SaveState) => {
    state = next;
    for (const listener of listeners) listener();
  };
  const later = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => void attempt(), ms);
  };

  async function send(graph: Graph): Promise<void> {
    become({ kind: 'saving' });
    try {
      const answer = await options.save(graph, revision);
      failures = 0;
      if (answer.kind === 'conflict') {
        pending ??= graph;
        become({ kind: 'conflict', theirs: answer.theirs, revision: answer.revision, by: answer.by });
        return;
      }
      revision = answer.revision;
      if (!pending) become({ kind: 'saved', at: now() });
      else {
        become({ kind: 'unsaved' });
        later(QUIET_MS);
      }
    } catch (error) {
      pending ??= graph;
      const wait = Math.min(FIRST_RETRY_MS * 2 ** failures, LAST_RETRY_MS);
      failures += 1;
      become({
        kind: 'retrying',
        until: now() + wait,
        message: error instanceof Error ? error.message : String(error),
      });
      later(wait);
    }
  }

  function attempt(): Promise<void> {
    clearTimeout(timer);
    if (running) return running.then(() => (pending && state.kind === 'unsaved' ? attempt() : undefined));
    if (!pending || state.kind === 'conflict') return Promise.resolve();
    const graph = pending;
    pending = null;
    running = send(graph).finally(() => {
      running = null;
    });
    return running;
  }

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    changed(graph) {
      if (graph === adopted && !pending) return;
      adopted = null;
      pending = graph;
      // While away or in conflict the document is kept and goes out with the next attempt.
      if (state.kind === 'retrying' || state.kind === 'conflict') return;
      if (state.kind !== 'saving') become({ kind: 'unsaved' });
      later(QUIET_MS);
    },
    flush: attempt,
    keepMine() {
      if (state.kind !== 'conflict') return;
      revision = state.revision;
      become({ kind: 'unsaved' });
      void attempt();
    },
    takeTheirs() {
      if (state.kind !== 'conflict') return null;
      const { theirs } = state;
      revision = state.revision;
      pending = null;
      become({ kind: 'saved', at: now() });
      return theirs;
    },
    adopt(graph, known) {
      clearTimeout(timer);
      adopted = graph;
      pending = null;
      revision = known;
      become({ kind: 'saved', at: now() });
    },
    revision: () => revision,
    stop: () => clearTimeout(timer),
  };
}
