import { z } from 'zod';
import { conditionSchema } from '../condition/parse.ts';
import { route } from './base.ts';
import { MAY_READ } from './roles.ts';

const tags = ['Segments'];

/** Asks every lead up to some thousands; of more, a sample, and says so. */
const matches = route
  .route({ method: 'POST', path: '/conditions/matches', summary: 'How many leads meet a condition now', tags })
  .meta({ roles: MAY_READ })
  .input(z.object({ condition: conditionSchema }))
  .output(
    z.object({
      matching: z.number().int(),
      /** All leads of the workspace. */
      of: z.number().int(),
      /** `matching` is reckoned from so many leads; null: every lead was asked. */
      sampled: z.number().int().nullable(),
    }),
  );

export const conditions = { matches };
