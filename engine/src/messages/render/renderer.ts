import { Worker } from 'node:worker_threads';
import type { RenderJob } from './render-thread.ts';
import type { Rendered, RenderFault, RenderInput, TemplateCheck, TemplateParts } from './template.ts';

/** Milliseconds a thread may take to start. */
const START_MS = 20_000;

export interface Renderer {
  /** Renders all parts of a message; never rejects. */
  render(input: RenderInput): Promise<Rendered | RenderFault>;
  /** Lists what a template prints and what is wrong with it; never rejects. */
  check(parts: TemplateParts): Promise<TemplateCheck | RenderFault>;
  /** Ends the thread; jobs not done answer `renderer_closed`. */
  close(): Promise<void>;
}

type Answer = Rendered | RenderFault | TemplateCheck;
type Work = { do: 'render'; input: RenderInput } | { do: 'check'; parts: TemplateParts };

interface Job {
  work: Work;
  resolve: (answer: Answer) => void;
}

/**
 * Renders templates in a thread that is killed when it overruns its time or memory.
 *
 *   none ──first job──▶ starting ──ready──▶ idle ◀──▶ busy (one job)
 *     ▲                                                │
 *     └──────────── killed: time, memory, crash ◀──────┘   the job answers a fault, the next job starts a new thread
 *
 * Jobs wait in order; the clock of a job runs only while it is being done.
 */
export function createRenderer({
  timeoutMs = 2000,
  heapMb = 96,
}: {
  /** Milliseconds one message may take. */
  timeoutMs?: number;
  /** Heap of the thread; Liquid itself takes about 20 MB. */
  heapMb?: number;
} = {}): Renderer {
  const waiting: Job[] = [];
  let thread: Worker | undefined;
  let ready = false;
  let current: { id: number; job: Job } | undefined;
  let timer: NodeJS.Timeout | undefined;
  let ids = 0;
  let closed = false;

  const finish = (answer: Answer) => {
    clearTimeout(timer);
    const done = current;
    current = undefined;
    done?.job.resolve(answer);
  };

  /** Drops the thread; whatever it still says is not heard. */
  const kill = (code: 'render_timeout' | 'render_crashed'): void => {
    const dead = thread;
    thread = undefined;
    ready = false;
    dead?.removeAllListeners();
    // An error after the listeners are gone would end the process.
    dead?.on('error', () => {});
    void dead?.terminate();
    if (current) finish({ kind: 'fault', code });
    else waiting.shift()?.resolve({ kind: 'fault', code });
    next();
  };

  const start = (): void => {
    const started = startThread(timeoutMs, heapMb);
    thread = started;
    timer = setTimeout(() => kill('render_crashed'), START_MS);
    started.on('message', (message: 'ready' | { id: number; answer: Answer }) => {
      if (message === 'ready') {
        clearTimeout(timer);
        ready = true;
        next();
      } else if (message.id === current?.id) {
        finish(message.answer);
        next();
      }
    });
    started.on('error', () => kill('render_crashed'));
    started.on('exit', () => kill('render_crashed'));
  };

  const next = (): void => {
    if (current) return;
    if (waiting.length === 0) {
      thread?.unref();
      return;
    }
    if (!thread) start();
    if (!thread || !ready) return;
    const job = waiting.shift();
    if (!job) return;
    thread.ref();
    current = { id: ++ids, job };
    timer = setTimeout(() => kill('render_timeout'), timeoutMs);
    try {
      const message: RenderJob = { id: current.id, ...job.work };
      thread.postMessage(message);
    } catch {
      // Data that can't be cloned, such as a function, is a mistake of the caller, not of the template.
      finish({ kind: 'fault', code: 'render_crashed' });
      next();
    }
  };

  const ask = (work: Work): Promise<Answer> => {
    if (closed) return Promise.resolve({ kind: 'fault', code: 'renderer_closed' });
    return new Promise((resolve) => {
      waiting.push({ work, resolve });
      next();
    });
  };

  return {
    async render(input) {
      const answer = await ask({ do: 'render', input });
      return answer.kind === 'check' ? { kind: 'fault', code: 'render_crashed' } : answer;
    },
    async check(parts) {
      const answer = await ask({ do: 'check', parts });
      return answer.kind === 'rendered' ? { kind: 'fault', code: 'render_crashed' } : answer;
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      const last = thread;
      thread = undefined;
      last?.removeAllListeners();
      if (current) finish({ kind: 'fault', code: 'renderer_closed' });
      for (const { resolve } of waiting.splice(0)) resolve({ kind: 'fault', code: 'renderer_closed' });
      await last?.terminate();
    },
  };
}

/** Node 20 has no TypeScript loader for threads of its own: the thread registers tsx first, then loads its code. */
function startThread(timeoutMs: number, heapMb: number): Worker {
  const tsx = import.meta.resolve('tsx/esm/api');
  const body = new URL('./render-thread.ts', import.meta.url).href;
  const code = `import(${JSON.stringify(tsx)}).then(({ register }) => { register(); return import(${JSON.stringify(body)}); })`;
  return new Worker(code, {
    eval: true,
    execArgv: [],
    env: {},
    workerData: { renderMs: Math.ceil(timeoutMs / 2) },
    resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: 16 },
  });
}
