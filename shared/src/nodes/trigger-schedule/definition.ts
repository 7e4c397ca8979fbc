import { z } from 'zod';
import { type ConfigProblem, defineNode } from '../../node/definition.ts';
import { conditionField } from '../../node/fields.ts';
import { cronProblem } from '../../schedule/cron.ts';

const config = z.object({
  mode: z
    .enum(['cron', 'once'])
    .default('cron')
    .meta({ title: 'When', labels: { cron: 'Again and again', once: 'Once' } }),
  cron: z.string().trim().max(100).default('0 9 * * 1').meta({ title: 'Rule', widget: 'cron', when: 'mode=cron' }),
  at: z
    .string()
    .trim()
    .max(16)
    .regex(/^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d$/, 'expected a date and time such as 2026-12-01T09:00')
    .optional()
    .meta({ title: 'Date and time', widget: 'date-time', when: 'mode=once', help: 'By the workflow’s clock' }),
  who: conditionField({ title: 'Which leads', help: 'Leave empty for all' }).optional(),
});

export default defineNode({
  type: 'trigger-schedule',
  version: 1,
  category: 'trigger',
  title: 'Schedule',
  icon: 'calendar',
  help: 'Starts runs for all leads that fit, at fixed times.',
  keywords: ['cron', 'every week', 'monthly', 'recurring', 'newsletter', 'date'],
  summary: '[mode=cron:{cron|cron}][mode=once:Once, {at|date}]',
  config,
  ports: [{ id: 'next', label: 'Next' }],
  check: checkTimes,
  starts: ({ mode, cron, at, who }) => ({
    on: 'scan',
    scan: mode === 'cron' ? { kind: 'schedule', cron } : { kind: 'once', at: at ?? '' },
    ...(who ? { who } : {}),
  }),
  decide: ({ trigger }) => ({
    kind: 'go',
    port: 'next',
    why: { text: 'The scheduled time has come', inputs: { occurrence: trigger?.properties.occurrence ?? null } },
  }),
});

function checkTimes({ mode, cron, at }: z.output<typeof config>): ConfigProblem[] {
  if (mode === 'once') return at ? [] : [{ path: ['at'], code: 'trigger-schedule.no-time', message: 'say when.' }];
  const problem = cronProblem(cron);
  return problem ? [{ path: ['cron'], code: 'trigger-schedule.cron', message: problem }] : [];
}
