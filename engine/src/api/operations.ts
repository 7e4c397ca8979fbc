import { Router } from 'express';
import { Gauge, Histogram, type Registry } from 'prom-client';
import { outboxBacklog, ping } from '../db/queries/health.ts';
import type { ApiServices } from './services.ts';

/** A check that takes longer counts as failed. */
const CHECK_MS = 2_000;

/** Notes how long an answer took, seconds. */
export type HttpTimer = (route: string, method: string, status: number, seconds: number) => void;

export function createHttpTimer(metrics: Registry): HttpTimer {
  const duration = new Histogram({
    name: 'trellis_http_seconds',
    help: 'Time to answer, by kind of route and status class',
    labelNames: ['route', 'method', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.3, 1, 3],
    registers: [metrics],
  });
  return (route, method, status, seconds) =>
    duration.observe({ route, method, status: `${Math.floor(status / 100)}xx` }, seconds);
}

/** For machines that watch: `/health` (the process lives), `/ready` (what it needs answers), `/metrics` (Prometheus text). None holds data of a workspace. */
export function operationsRouter({ db, metrics, checks = {}, settings }: ApiServices, time: HttpTimer): Router {
  const router = Router();
  const all: Record<string, () => Promise<boolean>> = {
    database: async () => {
      await db.asSystem(ping);
      return true;
    },
    ...checks,
  };
  new Gauge({
    name: 'trellis_outbox_rows',
    help: 'Rows the outbox owes, of events up to eight in one (at most 10,000 rows are counted)',
    registers: [metrics],
    async collect() {
      const { rows } = await db.asSystem(outboxBacklog).catch(() => ({ rows: Number.NaN }));
      this.set(rows);
    },
  });
  router.use((request, response, next) => {
    const began = process.hrtime.bigint();
    response.once('finish', () => {
      const route = `/${request.path.split('/')[1] ?? ''}`;
      const known = ['/api', '/v1', '/t', '/health', '/ready', '/metrics'].includes(route) ? route : 'editor';
      time(known, request.method, response.statusCode, Number(process.hrtime.bigint() - began) / 1e9);
    });
    next();
  });
  router.get('/health', (_request, response) => {
    response.json({ status: 'ok', version: settings.version });
  });
  router.get('/ready', async (_request, response) => {
    const answers = await Promise.all(
      Object.entries(all).map(async ([name, check]) => [name, await inTime(check)] as const),
    );
    const ready = answers.every(([, ok]) => ok);
    response.status(ready ? 200 : 503).json({ ready, checks: Object.fromEntries(answers) });
  });
  router.get('/metrics', async (_request, response) => {
    response.type(metrics.contentType).send(await metrics.metrics());
  });
  return router;
}

async function inTime(check: () => Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), CHECK_MS);
  });
  return Promise.race([check().catch(() => false), late]).finally(() => clearTimeout(timer));
}
