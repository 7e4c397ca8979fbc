/*
 * What a page loads as /snippet.js. Runs in strangers' pages: no eval, no global but `trellis`, no error that reaches the page.
 *
 *   <script async src="https://…/snippet.js" data-key="wk_…" data-page="auto" data-respect-dnt></script>
 *   trellis.track('content.downloaded', { topic: 'pumps' })
 *
 * Calls made before it has loaded are kept when the page says `trellis = window.trellis || []; trellis.push(['track', 'x'])`.
 * Messages wait in localStorage until they are taken, so that a closed tab or an outage loses none; their message ids make a second
 * delivery harmless.
 */

type Fields = Record<string, unknown>;
type Call = [method: string, ...args: unknown[]];

interface Stored {
  anonymousId?: string;
  userId?: string;
  queue?: Fields[];
}

const NAME = 'trellis';
/** Beacons of a page that closes may have 64 kB together. */
const BEACON_BYTES = 60_000;
const BATCH = 20;
const MOST_KEPT = 200;
const SOON = 300;
const SLOWEST = 60_000;
const YEAR = 31_536_000;

(() => {
  const script = document.currentScript as HTMLScriptElement | null;
  const key = script?.dataset.key;
  if (!script || !key) return;
  const url = `${new URL(script.src).origin}/v1/batch`;
  const navigation = navigator as Navigator & { globalPrivacyControl?: boolean };
  const silent =
    script.dataset.respectDnt !== undefined &&
    (navigation.doNotTrack === '1' || navigation.globalPrivacyControl === true);
  let memory: Stored = {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = SOON;
  let sending = false;

  /** Private windows and full disks refuse storage: then memory and a cookie have to do. */
  const load = (): Stored => {
    try {
      memory = JSON.parse(localStorage.getItem(NAME) ?? '{}') as Stored;
    } catch {}
    return memory;
  };
  const save = (change: Stored): void => {
    memory = { ...load(), ...change };
    try {
      localStorage.setItem(NAME, JSON.stringify(memory));
    } catch {}
  };
  const newId = (): string =>
    crypto.randomUUID?.() ??
    Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const anonymousId = (): string => {
    const known = load().anonymousId ?? new RegExp(`(?:^|; )${NAME}=([\\w-]+)`).exec(document.cookie)?.[1] ?? newId();
    if (memory.anonymousId !== known) {
      save({ anonymousId: known });
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store api is not in all browsers, and it is asynchronous.
      document.cookie = `${NAME}=${known};path=/;max-age=${YEAR};samesite=lax`;
    }
    return known;
  };

  const body = (batch: Fields[]): string => JSON.stringify({ writeKey: key, batch, sentAt: new Date().toISOString() });
  const remove = (batch: Fields[]): void => {
    const gone = new Set(batch.map(({ messageId }) => messageId));
    save({ queue: (load().queue ?? []).filter(({ messageId }) => !gone.has(messageId)) });
  };
  const later = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(flush, ms);
  };
  function flush(): void {
    const batch = (load().queue ?? []).slice(0, BATCH);
    if (sending || batch.length === 0) return;
    sending = true;
    // Called text, so that no page needs a preflight.
    fetch(url, {
      method: 'POST',
      body: body(batch),
      headers: { 'content-type': 'text/plain' },
      keepalive: batch.length < 5,
    })
      .then(({ status }) => {
        if (status === 429 || status >= 500) throw status;
        remove(batch);
        wait = SOON;
      })
      .catch(() => {
        wait = Math.min(wait * 2, SLOWEST) * (0.75 + Math.random() / 2);
      })
      .then(() => {
        sending = false;
        if ((load().queue ?? []).length > 0) later(wait);
      });
  }
  /** The page may end now: what fits goes by beacon, and is kept all the same where the browser refuses it. */
  const part = (): void => {
    const batch = (load().queue ?? []).slice(0, BATCH);
    while (batch.length > 0 && body(batch).length > BEACON_BYTES) batch.pop();
    if (batch.length > 0 && navigator.sendBeacon(url, body(batch))) remove(batch);
  };

  const enqueue = (type: string, fields: Fields): void => {
    if (silent) return;
    const { userId } = load();
    const { title, referrer } = document;
    const { href, pathname, search } = location;
    const message = {
      type,
      messageId: newId(),
      timestamp: new Date().toISOString(),
      anonymousId: anonymousId(),
      ...(userId ? { userId } : {}),
      context: {
        page: { url: href, path: pathname, search, title, referrer },
        timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        locale: navigator.language,
      },
      ...fields,
    };
    save({ queue: [...(load().queue ?? []), message].slice(-MOST_KEPT) });
    later(wait);
  };
  const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
  const methods: Record<string, (...args: never[]) => unknown> = {
    track: (event: string, properties?: Fields) => enqueue('track', { event, properties: properties ?? {} }),
    page: (name?: string | Fields, properties?: Fields) =>
      enqueue(
        'page',
        isFields(name) ? { properties: name } : { ...(name ? { name } : {}), properties: properties ?? {} },
      ),
    identify: (userId?: string | number | Fields | null, traits?: Fields) => {
      if (!silent && userId != null && !isFields(userId)) save({ userId: String(userId) });
      enqueue('identify', { traits: (isFields(userId) ? userId : traits) ?? {} });
    },
    group: (groupId: string, traits?: Fields) => enqueue('group', { groupId, traits: traits ?? {} }),
    alias: (userId: string, previousId?: string) => {
      enqueue('alias', { userId, previousId: previousId ?? load().userId ?? anonymousId() });
      if (!silent) save({ userId });
    },
    /** Another person sits down at the browser. */
    reset: () => {
      save({ userId: '', anonymousId: newId() });
      // biome-ignore lint/suspicious/noDocumentCookie: as above.
      document.cookie = `${NAME}=${load().anonymousId};path=/;max-age=${YEAR};samesite=lax`;
    },
    /** For a form's hidden field `_anonymousId`. */
    anonymousId,
  };
  const call = ([method, ...args]: Call): void => {
    if (Object.hasOwn(methods, method)) methods[method]?.(...(args as never[]));
  };
  const page = window as unknown as Record<string, unknown>;
  const before = page[NAME];
  page[NAME] = { ...methods, push: call };
  if (Array.isArray(before)) for (const one of before as Call[]) call(one);
  if (script.dataset.page === 'auto') methods.page?.();
  addEventListener('pagehide', part);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') part();
  });
  addEventListener('online', () => later(0));
  later(0);
})();
