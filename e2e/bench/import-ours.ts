import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createDatabase } from '@trellis/engine/db/client.ts';
import { importSlice } from '@trellis/engine/imports/slice.ts';

/** One import in a process of its own, as a worker does it; says how long it took, its largest memory and its event loop's p99. */
const {
  appUrl = '',
  systemUrl = '',
  workspace = '',
  importId = '',
  secret = '',
} = JSON.parse(process.argv[2] ?? '{}') as Record<string, string>;
const db = createDatabase({ appUrl, systemUrl, appPool: 4, systemPool: 2 });
// Connections are not part of the work.
await db.inWorkspace(workspace, async () => undefined);
const delay = monitorEventLoopDelay({ resolution: 5 });
let rss = 0;
const timer = setInterval(() => {
  rss = Math.max(rss, process.memoryUsage.rss());
}, 50);
delay.enable();
const started = performance.now();
while ((await importSlice({ db, secret }, { workspace, importId })).kind === 'more');
const ms = performance.now() - started;
delay.disable();
clearInterval(timer);
await db.close();
process.stdout.write(`${JSON.stringify({ ms, rss, p99: delay.percentile(99) / 1e6 })}\n`);
