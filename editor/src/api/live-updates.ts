import type { QueryClient } from '@tanstack/react-query';
import type { LiveKind } from '@trellis/shared/api/live.ts';
import type { Api } from './client.ts';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

interface Options {
  api: Api;
  queryClient: QueryClient;
  /** Ends the subscription. */
  signal: AbortSignal;
  /** Told when the stream breaks and when it is there again. */
  onConnection: (connected: boolean) => void;
}

/**
 * Follows the api's one stream of changes and marks what it names as stale, so that what is on screen is asked for again.
 *
 * connecting → following → (stream ends or breaks) → resting 0.5 s, doubling to 15 s → connecting …
 * After each break everything is stale, for nobody knows what was missed. Ends only by `signal`.
 */
export async function followLiveUpdates({ api, queryClient, signal, onConnection }: Options): Promise<void> {
  let pauseMs = FIRST_PAUSE_MS;
  let brokenBefore = false;
  while (!signal.aborted) {
    try {
      for await (const { kinds } of await api.call.live.changes(undefined, { signal })) {
        if (brokenBefore) void queryClient.invalidateQueries();
        brokenBefore = false;
        pauseMs = FIRST_PAUSE_MS;
        onConnection(true);
        invalidate(api, queryClient, kinds);
      }
    } catch {
      // Whatever broke the stream, the answer is the same: rest and connect again. A lost session shows in the next query.
    }
    if (signal.aborted) return;
    brokenBefore = true;
    onConnection(false);
    await rest(pauseMs, signal);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
}

/** Marks the queries stale that show things of these kinds. */
export function invalidate({ query }: Api, queryClient: QueryClient, kinds: readonly LiveKind[]): void {
  const keys = {
    all: [query.key()],
    workspace: [query.workspace.key(), query.session.key()],
    people: [query.people.key(), query.session.key()],
    keys: [query.keys.key(), query.secrets.key()],
    workflows: [query.workflows.key(), query.versions.key(), query.catalog.things.key()],
    runs: [
      query.runs.key(),
      query.attention.key(),
      query.controlJobs.key(),
      query.enrolJobs.key(),
      query.tasks.key(),
      query.sms.key(),
      query.counts.key(),
      query.workflows.list.key(),
      query.leads.key(),
      query.testEvents.key(),
      query.workspace.get.key(),
    ],
    leads: [
      query.leads.key(),
      query.segments.key(),
      query.workspace.get.key(),
      query.imports.list.key(),
      query.imports.get.key(),
    ],
    events: [
      query.events.key(),
      query.leads.key(),
      query.segments.key(),
      query.catalog.events.key(),
      query.forms.key(),
      query.catalog.leadFields.key(),
      query.hooks.key(),
      query.testEvents.key(),
    ],
    forms: [query.forms.key(), query.catalog.things.key()],
    mailbox: [query.mailbox.key(), query.workspace.get.key()],
    pauses: [query.pauses.key(), query.workflows.key(), query.workspace.get.key()],
  } satisfies Record<LiveKind, readonly (readonly unknown[])[]>;
  const stale = new Map(kinds.flatMap((kind) => keys[kind].map((key) => [JSON.stringify(key), key] as const)));
  for (const queryKey of stale.values()) void queryClient.invalidateQueries({ queryKey });
}

function rest(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
}
