import { z } from 'zod';
import { defineNode } from '../../node/definition.ts';
import { branchId } from '../../node/fields.ts';

const config = z.object({
  branches: z
    .array(z.object({ id: branchId, label: z.string().trim().max(60).default('').meta({ title: 'Name' }) }))
    .min(2)
    .max(10)
    .default([
      { id: 'a', label: 'First' },
      { id: 'b', label: 'Second' },
    ])
    .meta({ title: 'Branches', widget: 'port-list', help: 'A lead goes all of these ways at once' }),
});

export default defineNode({
  type: 'parallel',
  version: 1,
  category: 'logic',
  title: 'Parallel',
  icon: 'arrow-fork',
  help: 'Sends a lead several ways at once; a join brings them together.',
  keywords: ['fork', 'both', 'simultaneous', 'branches', 'together'],
  summary: '{branches|list:label} at once',
  config,
  ports: { each: 'branches', id: 'id', label: 'label', plus: [] },
  decide: ({ config: { branches } }) => ({
    kind: 'fork',
    ports: branches.map(({ id }) => id),
    why: { text: `Goes ${branches.length} ways at once` },
  }),
});
