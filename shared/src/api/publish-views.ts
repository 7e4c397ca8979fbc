import { z } from 'zod';
import type { VersionChange as ToldChange, SettingChange as ToldSetting } from '../compiler/changes/change.ts';
import { id, instant, personSchema } from './base.ts';
import { diagnosticSchema } from './workflows.ts';

const count = z.number().int();

/** For so long after publishing the former version can be made current again, ms of real time. Nobody is moved before. */
export const TAKE_BACK_MS = 20_000;

/** One setting that differs, in words: the label as the form has it, the values as people read them. A null value was or is not set. */
export const settingChangeSchema = z.object({
  label: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
}) satisfies z.ZodType<ToldSetting>;

/**
 * One line of "What changes". `nodeId` is null for what concerns the whole workflow: exit rules, entry filter, re-entry, caps.
 * `settings`: what differs, for `changed`; `text`: the rest of the sentence after the name ("is a new rule for every run", "now leads to “Offer mail”").
 */
export const versionChangeSchema = z.object({
  kind: z.enum(['new', 'changed', 'gone']),
  nodeId: z.string().nullable(),
  type: z.string().nullable(),
  name: z.string(),
  settings: z.array(settingChangeSchema),
  text: z.string(),
}) satisfies z.ZodType<ToldChange>;

/**
 * What becomes of the runs resting at one node of one version.
 * stay: they finish on their version · now: moved after the time to take back · next-step: moved when they leave the node · restart: begun anew · exit: ended.
 */
export const MOVE_CHOICES = ['stay', 'now', 'next-step', 'restart', 'exit'] as const;
export const moveChoiceSchema = z.enum(MOVE_CHOICES);

/** The runs that rest at one node of one version, and what moving them would do. */
export const cohortSchema = z.object({
  version: z.object({ id, number: z.number().int() }),
  /** As of that version. */
  node: z.object({ id: z.string(), name: z.string(), type: z.string() }),
  leads: count,
  /** Runs of it that are paused or parked; they are moved as well and stay so. */
  held: count,
  /** If they move: a sentence such as "58 have waited over 3 days: they time out at once, spread over 1 h". */
  effect: z.string(),
  /** Where they would stand: the same node; the successor of one that is gone; null where the person must name it. */
  target: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** Nothing would be different for them. */
  unchanged: z.boolean(),
  suggested: moveChoiceSchema,
  /** Choices that are possible, in the order of MOVE_CHOICES. */
  choices: z.array(moveChoiceSchema),
});

export const publishPreviewSchema = z.object({
  /** Number that the next version would have. */
  number: z.number().int(),
  /** The plan equals the current one: publishing makes no new version. */
  unchanged: z.boolean(),
  current: z.object({ id, number: z.number().int() }).nullable(),
  diagnostics: z.array(diagnosticSchema),
  changes: z.array(versionChangeSchema),
  cohorts: z.array(cohortSchema),
  /** Of all cohorts. */
  leads: count,
  /** Steps of the new version that a cohort can be sent to. */
  targets: z.array(z.object({ id: z.string(), name: z.string(), type: z.string() })),
});

export const cohortChoiceSchema = z.object({
  versionId: id,
  nodeId: z.string().max(40),
  choice: moveChoiceSchema,
  /** Node of the new version; for one that is gone, or to send them elsewhere than proposed. */
  target: z.string().max(40).optional(),
});

/** How those that are moved now go: a share first, the rest later; those due at once spread over some time. */
export const moveOptionsSchema = z.object({
  choices: z.array(cohortChoiceSchema).max(2000),
  /** So many percent of each cohort first, the rest after so many minutes (real time) unless a send fails or drop-off jumps meanwhile. */
  canary: z
    .object({ percent: z.number().int().min(1).max(99), minutes: z.number().int().min(1).max(10_080) })
    .optional(),
  /** Those that come due by the move are spread over so many minutes of real time. */
  spreadMinutes: z.number().int().min(0).max(10_080).optional(),
});

/*
 * waiting ──time to take back over──▶ moving ──all treated──▶ done ──a person──▶ rolling-back ──▶ rolled-back
 *    │                                 │  └── canary: the share treated ──▶ watching ──time over──▶ moving
 *    └──taken back──▶ cancelled ◀──────┴── a person, or the canary's own stop (`stopped` says why)
 */
export const MOVE_STATUS = [
  'waiting',
  'moving',
  'watching',
  'done',
  'cancelled',
  'rolling-back',
  'rolled-back',
] as const;

export const moveSchema = z.object({
  id,
  workflowId: id,
  /** The version moved to. */
  version: z.object({ id, number: z.number().int() }),
  status: z.enum(MOVE_STATUS),
  total: count,
  /** Also those that a rollback has moved back since. */
  moved: count,
  /** Will be moved when they leave their node. */
  atNextStep: count,
  restarted: count,
  exited: count,
  stayed: count,
  /**
   * Were not moved, by code. no-place: their step and all that followed it are gone · went-on: they came to a step for which nothing was chosen ·
   * moved: another move or a person took them elsewhere · ended · cancelled · gone; of a restart also `already-active`, `no-trigger`.
   */
  refused: z.record(z.string(), count),
  /** Moved back by a rollback. */
  movedBack: count,
  canary: z.object({ percent: z.number().int(), minutes: z.number().int(), goesOnAt: instant.nullable() }).nullable(),
  /** Why it stopped by itself, in a sentence. */
  stopped: z.string().nullable(),
  by: personSchema,
  startedAt: instant,
  finishedAt: instant.nullable(),
});

export type PublishPreview = z.infer<typeof publishPreviewSchema>;
export type VersionChange = z.infer<typeof versionChangeSchema>;
export type Cohort = z.infer<typeof cohortSchema>;
export type CohortChoice = z.infer<typeof cohortChoiceSchema>;
export type MoveOptions = z.infer<typeof moveOptionsSchema>;
export type MoveChoice = z.infer<typeof moveChoiceSchema>;
export type Move = z.infer<typeof moveSchema>;
