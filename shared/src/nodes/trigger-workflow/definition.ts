import { z } from 'zod';
import { END_REASONS, type EndReason } from '../../node/decision.ts';
import { defineNode } from '../../node/definition.ts';
import { eventFilter } from '../../node/event-filter.ts';
import { workflowField } from '../../node/fields.ts';

const REASONS = Object.keys(END_REASONS) as [EndReason, ...EndReason[]];

export default defineNode({
  type: 'trigger-workflow',
  version: 1,
  category: 'trigger',
  title: 'Another workflow',
  icon: 'arrows-join',
  help: 'Starts a run when the lead starts or ends in another workflow.',
  keywords: ['chain', 'after', 'finished', 'ended', 'hand over', 'evergreen'],
  summary: '[workflow:{workflow|workflow}, {change}][!workflow:{workflow|workflow}]',
  config: z.object({
    workflow: workflowField({ title: 'Workflow' }),
    change: z
      .enum(['ended', 'started'])
      .default('ended')
      .meta({ title: 'When it has', labels: { ended: 'Ended', started: 'Started' } }),
    reasons: z.array(z.enum(REASONS)).max(REASONS.length).default([]).meta({
      title: 'Only for the reasons',
      when: 'change=ended',
      help: 'Leave empty for any',
      advanced: true,
      labels: END_REASONS,
    }),
  }),
  ports: [{ id: 'next', label: 'Next' }],
  starts: ({ workflow, change, reasons }) => ({
    on: 'event',
    event: `run.${change}`,
    filter: eventFilter({ workflow, reason: change === 'ended' && reasons.length > 0 ? reasons : undefined }),
  }),
  decide: ({ config: { change } }) => ({ kind: 'go', port: 'next', why: { text: `Another workflow ${change}` } }),
});
