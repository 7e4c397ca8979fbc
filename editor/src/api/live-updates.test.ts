import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createApi } from './client.ts';
import { followLiveUpdates, invalidate } from './live-updates.ts';

const event = (kinds: string[]) => `event: message\ndata: ${JSON.stringify({ kinds })}\n\n`;

/** An api whose stream gives these texts, one connection each, and then stays open. */
function streaming(connections: string[]) {
  let count = 0;
  const api = createApi({
    url: 'http://trellis.test/api',
    workspaceId: () => undefined,
    fetch: async (request) => {
      const text = connections[count];
      count += 1;
      const body = new ReadableStream({
        start(controller) {
          if (text !== undefined) {
            controller.enqueue(new TextEncoder().encode(text));
            controller.close();
          } else {
            request.signal.addEventListener('abort', () => controller.error(request.signal.reason));
          }
        },
      });
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
    },
  });
  return { api, connected: () => count };
}

describe('followLiveUpdates', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('marks what the stream names as stale, connects again after a break, and asks for everything then', async () => {
    const { api, connected } = streaming([event(['keys']), event(['mailbox'])]);
    const queryClient = new QueryClient();
    const stale: unknown[] = [];
    queryClient.invalidateQueries = async (filters) => void stale.push(filters?.queryKey ?? 'everything');
    const states: boolean[] = [];
    const ending = new AbortController();
    const following = followLiveUpdates({
      api,
      queryClient,
      signal: ending.signal,
      onConnection: (now) => states.push(now),
    });
    await vi.waitFor(() => expect(states).toEqual([true, false]));
    expect(connected()).toBe(1);
    await vi.advanceTimersByTimeAsync(500);
    await vi.waitFor(() => expect(states.slice(0, 3)).toEqual([true, false, true]));
    expect(stale).toContain('everything');
    expect(stale).toContainEqual(api.query.keys.key());
    expect(stale).toContainEqual(api.query.mailbox.key());
    ending.abort();
    await vi.advanceTimersByTimeAsync(20_000);
    await following;
  });

  it('rests longer after each break in a row, up to 15 s, and ends at once when told', async () => {
    const { api, connected } = streaming(Array.from({ length: 40 }, () => ''));
    const ending = new AbortController();
    const following = followLiveUpdates({
      api,
      queryClient: new QueryClient(),
      signal: ending.signal,
      onConnection: () => undefined,
    });
    await vi.advanceTimersByTimeAsync(500 + 1000 + 2000 + 4000 + 8000 + 50);
    const after = connected();
    expect(after).toBeLessThanOrEqual(7);
    expect(after).toBeGreaterThan(3);
    ending.abort();
    await following;
  });
});

describe('invalidate', () => {
  it('reaches each query once, however many kinds name it', () => {
    const { api } = streaming([]);
    const queryClient = new QueryClient();
    const stale: string[] = [];
    queryClient.invalidateQueries = async (filters) => void stale.push(JSON.stringify(filters?.queryKey));
    invalidate(api, queryClient, ['runs', 'leads']);
    expect(new Set(stale).size).toBe(stale.length);
    expect(stale).toContain(JSON.stringify(api.query.leads.key()));
  });
});
