import { z } from 'zod';
import { defineNode } from '../../node/definition.ts';
import { conditionField } from '../../node/fields.ts';

export default defineNode({
  type: 'trigger-inactivity',
  version: 1,
  category: 'trigger',
  title: 'Inactivity',
  icon: 'zzz',
  help: 'Starts a run when nothing has been heard of a lead for so many days.',
  keywords: ['quiet', 'dormant', 're-engagement', 'win back', 'silent', 'no activity'],
  summary: 'Nothing for {days} days',
  config: z.object({
    days: z
      .number()
      .int()
      .min(1)
      .max(730)
      .default(60)
      .meta({ title: 'Days', help: 'Usually 60 to 90; once per silence' }),
    who: conditionField({ title: 'Only leads' }).optional(),
  }),
  ports: [{ id: 'next', label: 'Next' }],
  starts: ({ days, who }) => ({ on: 'scan', scan: { kind: 'inactivity', days }, ...(who ? { who } : {}) }),
  decide: ({ config: { days } }) => ({
    kind: 'go',
    port: 'next',
    why: { text: `Nothing was heard of the lead for ${days} days` },
  }),
});
