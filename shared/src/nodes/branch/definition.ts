import { z } from 'zod';
import { ALWAYS } from '../../condition/condition.ts';
import { sentence } from '../../condition/sentence.ts';
import { type ConfigProblem, defineNode } from '../../node/definition.ts';
import { branchId, conditionField } from '../../node/fields.ts';
import { decideBranch } from './decide-branch.ts';

const config = z.object({
  branches: z
    .array(
      z.object({
        id: branchId,
        label: z.string().trim().max(60).default('').meta({ title: 'Name' }),
        when: conditionField({ title: 'When' }),
      }),
    )
    .min(1)
    .max(20)
    .default([{ id: 'yes', label: 'Yes', when: ALWAYS }])
    .meta({
      title: 'Branches',
      widget: 'branches',
      help: 'A lead takes the first branch that fits; the rest take “Else”',
    }),
});
export type BranchConfig = z.output<typeof config>;

export default defineNode({
  type: 'branch',
  version: 1,
  category: 'logic',
  title: 'If / else',
  icon: 'git-branch',
  help: 'Sends leads different ways by what is known of them.',
  keywords: ['condition', 'switch', 'filter', 'split', 'decision', 'segment'],
  summary: '{branches|list:label} or else',
  config,
  ports: { each: 'branches', id: 'id', label: 'label', plus: [{ id: 'else', label: 'Else' }] },
  check: checkBranches,
  decide: decideBranch,
});

function checkBranches({ branches }: BranchConfig): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const seen = new Map<string, string>();
  for (const [index, { id, label, when }] of branches.entries()) {
    const name = `“${label || `Branch ${index + 1}`}”`;
    const words = sentence(when);
    const twin = seen.get(words);
    if (id === 'else') {
      problems.push({
        path: ['branches', index, 'id'],
        code: 'branch.id',
        message: `${name} has the id of “Else”: add it again.`,
      });
    }
    if (when.rules.length === 0) {
      const message = `${name} has no condition, so that every lead would take it: add one.`;
      problems.push({ path: ['branches', index, 'when'], code: 'branch.no-condition', message });
    } else if (twin) {
      const message = `${name} asks the same as ${twin}, which comes first: no lead will ever take it.`;
      problems.push({ path: ['branches', index, 'when'], code: 'branch.never-taken', message, severity: 'warning' });
    }
    seen.set(words, twin ?? name);
  }
  return problems;
}
