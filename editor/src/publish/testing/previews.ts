import type { Cohort, Move, PublishPreview } from '@trellis/shared/api/publish-views.ts';
import { uuid } from '../../testing/fixtures.ts';

const V7 = { id: uuid(307), number: 7 };

/** The runs resting at a node of v7, as the preview tells of them. */
export const cohort = (nodeId: string, more: Partial<Cohort> = {}): Cohort => ({
  version: V7,
  node: { id: nodeId, name: nodeId, type: 'pause' },
  leads: 1,
  held: 0,
  effect: 'Nothing changes for them',
  target: { id: nodeId, name: nodeId },
  unchanged: false,
  suggested: 'now',
  choices: ['stay', 'now', 'next-step', 'restart', 'exit'],
  ...more,
});

/** What publishing v8 would do; one change, nobody waiting. */
export const preview = (more: Partial<PublishPreview> = {}): PublishPreview => ({
  number: 8,
  unchanged: false,
  current: V7,
  diagnostics: [],
  changes: [
    {
      kind: 'changed',
      nodeId: 'm',
      type: 'mail',
      name: 'Insights mail',
      settings: [{ label: 'Subject', from: 'Insights from 40 teams', to: 'What 40 dispatch teams do' }],
      text: '',
    },
  ],
  cohorts: [],
  leads: 0,
  targets: [
    { id: 'm', name: 'm', type: 'mail' },
    { id: 'e', name: 'e', type: 'stop' },
  ],
  ...more,
});

/** A move to v8 under way. */
export const move = (more: Partial<Move> = {}): Move => ({
  id: uuid(900),
  workflowId: uuid(101),
  version: { id: uuid(308), number: 8 },
  status: 'moving',
  total: 239,
  moved: 120,
  atNextStep: 96,
  restarted: 0,
  exited: 0,
  stayed: 17,
  refused: {},
  movedBack: 0,
  canary: null,
  stopped: null,
  by: { id: 'user-1', name: 'Hanna' },
  startedAt: '2026-11-20T09:24:00.000Z',
  finishedAt: null,
  ...more,
});
