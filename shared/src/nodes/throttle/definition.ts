import { z } from 'zod';
import { defineNode } from '../../node/definition.ts';

/** Milliseconds of each period. */
export const PERIODS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

const config = z.object({
  count: z.number().int().min(1).max(100_000).default(100).meta({ title: 'Leads at most' }),
  per: z
    .enum(['minute', 'hour', 'day'])
    .default('hour')
    .meta({ title: 'Per', labels: { minute: 'Minute', hour: 'Hour', day: 'Day' } }),
});
export type ThrottleConfig = z.output<typeof config>;

export default defineNode({
  type: 'throttle',
  version: 1,
  category: 'timing',
  title: 'Throttle',
  icon: 'gauge',
  help: 'Lets so many leads pass at a time; the others wait for their turn.',
  keywords: ['rate', 'limit', 'spread', 'slow', 'capacity', 'pace'],
  summary: '{count} per {per}',
  config,
  ports: [{ id: 'next', label: 'Next' }],
  stops: true,
  decide: ({ config: { count, per } }) => ({
    kind: 'perform',
    why: { text: `Asks for its turn: ${count} per ${per}` },
  }),
});
