import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { createConnectionPool } from './connection-pool.ts';

class Connection extends EventEmitter {
  destroyed = false;
  close() {
    if (this.destroyed) return;
    this.destroyed = true;
    this.emit('end');
  }
}

function start(change: { max?: number; maxUses?: number; idleMs?: number; open?: () => Promise<Connection> } = {}) {
  const opened: Connection[] = [];
  const pool = createConnectionPool<Connection>({
    open: async () => {
      const connection = new Connection();
      opened.push(connection);
      return connection;
    },
    quit: async (connection) => connection.close(),
    max: 1,
    maxUses: 100,
    idleMs: 5000,
    ...change,
  });
  return { opened, pool, take: (fresh = false) => pool.acquire({ fresh, timeoutMs: 40 }) };
}

describe('a pool of connections', () => {
  test('gives the same connection again, and marks it as used', async () => {
    const { pool, take } = start();
    const first = await take();
    pool.release(first, 'keep');
    const second = await take();
    expect([first.reused, second.reused, second.connection === first.connection]).toEqual([false, true, true]);
  });

  test('whoever waits gets the next one given back, in order, or is told it is busy', async () => {
    const { pool, take } = start();
    const held = await take();
    const order: number[] = [];
    const waiting = [1, 2].map(async (n) => {
      const lease = await take();
      order.push(n);
      pool.release(lease, 'keep');
    });
    pool.release(held, 'keep');
    await Promise.all(waiting);
    expect(order).toEqual([1, 2]);
    await take();
    await expect(take()).rejects.toEqual({ code: 'POOL_BUSY' });
  });

  test('a connection that cannot be opened gives its place back', async () => {
    let fails = true;
    const { pool, take } = start({
      open: async () => {
        if (fails) throw new Error('refused');
        return new Connection();
      },
    });
    await expect(take()).rejects.toThrow('refused');
    fails = false;
    pool.release(await take(), 'keep');
  });

  test('dropped, dead and worn connections are not given again', async () => {
    const { pool, take, opened } = start({ maxUses: 2 });
    pool.release(await take(), 'drop');
    pool.release(await take(), 'keep');
    opened[1]?.close();
    pool.release(await take(), 'keep');
    pool.release(await take(), 'keep');
    pool.release(await take(), 'keep');
    expect(opened).toHaveLength(4);
    expect(opened.map(({ destroyed }) => destroyed)).toEqual([true, true, true, false]);
  });

  test('asking for a fresh one replaces an idle one instead of exceeding the maximum', async () => {
    const { pool, take, opened } = start();
    pool.release(await take(), 'keep');
    expect((await take(true)).reused).toBe(false);
    expect(opened.map(({ destroyed }) => destroyed)).toEqual([true, false]);
  });

  test('closing ends what is idle, refuses who waits, and ends what comes back', async () => {
    const { pool, take, opened } = start();
    const held = await take();
    const waiting = take();
    await pool.close();
    await expect(waiting).rejects.toEqual({ code: 'POOL_CLOSED' });
    pool.release(held, 'keep');
    expect(opened[0]?.destroyed).toBe(true);
    await expect(take()).rejects.toEqual({ code: 'POOL_CLOSED' });
  });
});
