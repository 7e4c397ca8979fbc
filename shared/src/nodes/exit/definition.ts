import { z } from 'zod';
import { END_REASONS } from '../../node/decision.ts';
import { defineNode } from '../../node/definition.ts';

/** Reasons a marketer may give; the others are Trellis' own. */
const REASONS = ['exited', 'converted', 'disqualified', 'not-interested', 'handed-over'] as const;

/** What fits on a card. */
const SHORT: Record<(typeof REASONS)[number], string> = {
  exited: 'Left early',
  converted: 'Converted',
  disqualified: 'Does not qualify',
  'not-interested': 'Not interested',
  'handed-over': 'Handed over',
};

export default defineNode({
  type: 'exit',
  version: 1,
  category: 'end',
  title: 'Exit',
  icon: 'door-exit',
  help: 'Ends the run early, for a reason that reports can count.',
  keywords: ['leave', 'stop', 'disqualify', 'converted', 'reason'],
  summary: Object.entries(SHORT)
    .map(([reason, words]) => `[reason=${reason}:${words}]`)
    .join(''),
  config: z.object({
    reason: z
      .enum(REASONS)
      .default('exited')
      .meta({
        title: 'Reason',
        labels: Object.fromEntries(REASONS.map((reason) => [reason, END_REASONS[reason]])),
      }),
  }),
  ports: [],
  stops: true,
  decide: ({ config: { reason } }) => ({ kind: 'end', reason, why: { text: END_REASONS[reason] } }),
});
