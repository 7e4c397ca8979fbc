/** The least a pool needs to know about a connection. */
export interface PooledConnection {
  /** True once the connection is of no more use. */
  destroyed: boolean;
  close(): void;
  once(event: 'end', listener: () => void): unknown;
}

export interface Lease<C> {
  connection: C;
  /** False for a connection opened for this lease: an old one may turn out to be dead. */
  reused: boolean;
}

export type PoolRefusal = { code: 'POOL_BUSY' | 'POOL_CLOSED' | 'POOL_ABORTED' };

export interface ConnectionPool<C> {
  /**
   * Gives a connection, an idle one unless `fresh`, else a new one, else the next that is given back.
   * @throws PoolRefusal, or what `open` threw
   */
  acquire(how: { fresh: boolean; timeoutMs: number; signal?: AbortSignal | undefined }): Promise<Lease<C>>;
  /** Takes a connection back for the next message, or drops it. */
  release(lease: Lease<C>, how: 'keep' | 'drop'): void;
  /** Ends every idle connection; those on lease end when they come back. */
  close(): Promise<void>;
}

/**
 * A pool of connections, each used by one message at a time.
 *
 *   (none) ──open──▶ leased ──keep──▶ idle ──acquire──▶ leased
 *                      └──drop──▶ closed ◀──idle too long, died, used often enough, pool closed──┘
 *
 * `size` counts leases and idle ones together and never exceeds `max`; whoever finds none waits in order.
 */
export function createConnectionPool<C extends PooledConnection>(options: {
  open: () => Promise<C>;
  /** Ends an idle connection politely. */
  quit: (connection: C) => Promise<void>;
  max: number;
  idleMs: number;
  /** Messages after which a connection is replaced: servers limit them. */
  maxUses: number;
}): ConnectionPool<C> {
  const idle: { connection: C; timer: NodeJS.Timeout }[] = [];
  const uses = new Map<C, number>();
  const waiting: { wake: (fault?: PoolRefusal) => void }[] = [];
  const quitting = new Set<Promise<void>>();
  let size = 0;
  let closed = false;

  const freed = () => {
    size--;
    waiting.shift()?.wake();
  };

  const quit = (connection: C) => {
    uses.delete(connection);
    const ending = options.quit(connection).finally(() => quitting.delete(ending));
    quitting.add(ending);
  };

  const takeIdle = (): C | undefined => {
    for (;;) {
      const entry = idle.pop();
      if (!entry) return undefined;
      clearTimeout(entry.timer);
      if (!entry.connection.destroyed) return entry.connection;
      uses.delete(entry.connection);
      size--;
    }
  };

  const dropIdle = (connection: C) => {
    const index = idle.findIndex((entry) => entry.connection === connection);
    if (index < 0) return;
    for (const entry of idle.splice(index, 1)) clearTimeout(entry.timer);
    if (connection.destroyed) uses.delete(connection);
    else quit(connection);
    freed();
  };

  const turn = (timeoutMs: number, signal: AbortSignal | undefined): Promise<void> =>
    new Promise((resolve, reject) => {
      const entry = {
        wake: (fault?: PoolRefusal) => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', onAbort);
          if (fault) reject(fault);
          else resolve();
        },
      };
      const leave = (code: PoolRefusal['code']) => {
        const index = waiting.indexOf(entry);
        if (index >= 0) waiting.splice(index, 1);
        entry.wake({ code });
      };
      const onAbort = () => leave('POOL_ABORTED');
      const timer = setTimeout(() => leave('POOL_BUSY'), timeoutMs);
      signal?.addEventListener('abort', onAbort, { once: true });
      waiting.push(entry);
    });

  const refuse = (code: PoolRefusal['code']): PoolRefusal => ({ code });

  return {
    async acquire({ fresh, timeoutMs, signal }) {
      const deadline = performance.now() + timeoutMs;
      for (;;) {
        if (closed) throw refuse('POOL_CLOSED');
        if (signal?.aborted) throw refuse('POOL_ABORTED');
        const found = takeIdle();
        if (found && !fresh) return { connection: found, reused: true };
        // A server that dropped one idle connection has dropped them all; this one makes room for the new.
        if (found) {
          quit(found);
          size--;
        }
        if (size < options.max) break;
        await turn(Math.max(1, deadline - performance.now()), signal);
      }
      size++;
      try {
        const connection = await options.open();
        uses.set(connection, 0);
        return { connection, reused: false };
      } catch (error) {
        freed();
        throw error;
      }
    },

    release({ connection }, how) {
      const count = (uses.get(connection) ?? 0) + 1;
      const usable = how === 'keep' && !closed && !connection.destroyed && count < options.maxUses;
      if (!usable) {
        if (how === 'drop' || connection.destroyed) {
          uses.delete(connection);
          connection.close();
        } else quit(connection);
        freed();
        return;
      }
      uses.set(connection, count);
      const timer = setTimeout(() => dropIdle(connection), options.idleMs);
      // An idle connection alone must not keep the process alive.
      timer.unref();
      idle.push({ connection, timer });
      if (count === 1) connection.once('end', () => dropIdle(connection));
      waiting.shift()?.wake();
    },

    async close() {
      closed = true;
      for (const { wake } of waiting.splice(0)) wake({ code: 'POOL_CLOSED' });
      for (const { connection } of [...idle]) dropIdle(connection);
      await Promise.all(quitting);
    },
  };
}
