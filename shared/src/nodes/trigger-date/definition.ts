import { z } from 'zod';
import { fieldWords } from '../../condition/sentence.ts';
import { defineNode } from '../../node/definition.ts';
import { conditionField, durationField, fieldField } from '../../node/fields.ts';
import { timeOfDaySchema } from '../../schedule/duration.ts';

export default defineNode({
  type: 'trigger-date',
  version: 1,
  category: 'trigger',
  title: 'Date of a lead',
  icon: 'calendar-event',
  help: 'Starts a run on, before or after a date that each lead has.',
  keywords: ['birthday', 'anniversary', 'renewal', 'expiry', 'yearly', 'date'],
  summary: '[offset:{offset|duration} {direction} ]{field|field}[yearly=true:, every year]',
  config: z.object({
    field: fieldField({ title: 'Date' }).refine(
      (field) => field.startsWith('lead.'),
      'expected a date of the lead, such as lead.renewalDate',
    ),
    offset: durationField({ title: 'Moved by', example: 'none' }).optional(),
    direction: z
      .enum(['before', 'after'])
      .default('before')
      .meta({
        title: 'Moved',
        when: 'offset',
        labels: { before: 'Before the date', after: 'After the date' },
      }),
    time: timeOfDaySchema.default('09:00').meta({ title: 'Time of day', help: 'By the lead’s clock' }),
    yearly: z.boolean().default(false).meta({ title: 'Every year' }),
    who: conditionField({ title: 'Only leads' }).optional(),
  }),
  ports: [{ id: 'next', label: 'Next' }],
  starts: ({ field, offset, direction, time, yearly, who }) => ({
    on: 'scan',
    scan: { kind: 'date', field, time, yearly, ...(offset ? { offset: { direction, duration: offset } } : {}) },
    ...(who ? { who } : {}),
  }),
  decide: ({ config: { field }, trigger }) => ({
    kind: 'go',
    port: 'next',
    why: { text: `The ${fieldWords(field)} is due`, inputs: { occurrence: trigger?.properties.occurrence ?? null } },
  }),
});
