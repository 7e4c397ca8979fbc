import { z } from 'zod';
import { attributeProblem } from '../../node/attribute-names.ts';
import type { LeadChange } from '../../node/change.ts';
import { type ConfigProblem, defineNode } from '../../node/definition.ts';
import { leadField } from '../../node/fields.ts';

const value = z.union([z.string().max(2_000), z.number(), z.boolean()], {
  error: 'expected a text, a number, or yes or no',
});
const tag = z.string().trim().min(1).max(100);

const config = z.object({
  set: z
    .array(z.object({ attribute: leadField({ title: 'Attribute' }), value: value.meta({ title: 'Value' }) }))
    .max(30)
    .default([])
    .meta({ title: 'Set' }),
  remove: z
    .array(leadField({ title: 'Attribute' }))
    .max(30)
    .default([])
    .meta({ title: 'Clear' }),
  addTags: z.array(tag).max(30).default([]).meta({ title: 'Add tags' }),
  removeTags: z.array(tag).max(30).default([]).meta({ title: 'Remove tags' }),
});
type UpdateLeadConfig = z.output<typeof config>;

export default defineNode({
  type: 'update-lead',
  version: 1,
  category: 'data',
  title: 'Update lead',
  icon: 'tag',
  help: 'Sets or clears attributes of the lead, adds or removes tags.',
  keywords: ['attribute', 'set', 'tag', 'field', 'property', 'clear'],
  summary:
    '[set:set {set|list:attribute}; ][remove:clear {remove|list}; ][addTags:tag {addTags|list}; ][removeTags:untag {removeTags|list};]',
  config,
  ports: [{ id: 'next', label: 'Next' }],
  check: checkChanges,
  decide({ config: { set, remove, addTags, removeTags } }) {
    const change: LeadChange[] = [
      ...set.map(({ attribute, value }) => ({ kind: 'set-attribute' as const, name: attribute, value })),
      ...remove.map((name) => ({ kind: 'remove-attribute' as const, name })),
      ...addTags.map((tag) => ({ kind: 'add-tag' as const, tag })),
      ...removeTags.map((tag) => ({ kind: 'remove-tag' as const, tag })),
    ];
    return { kind: 'go', port: 'next', change, why: { text: change.map(words).join('; ') || 'Changes nothing' } };
  },
});

function words(change: LeadChange): string {
  switch (change.kind) {
    case 'set-attribute':
      return `sets ${change.name} to ${typeof change.value === 'string' ? `“${change.value}”` : String(change.value)}`;
    case 'remove-attribute':
      return `clears ${change.name}`;
    case 'add-tag':
      return `adds the tag “${change.tag}”`;
    case 'remove-tag':
      return `removes the tag “${change.tag}”`;
    default:
      return change satisfies never;
  }
}

function checkChanges({ set, remove, addTags, removeTags }: UpdateLeadConfig): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (set.length + remove.length + addTags.length + removeTags.length === 0) {
    problems.push({
      path: ['set'],
      code: 'update-lead.nothing',
      message: 'it changes nothing yet: add an attribute or a tag.',
    });
  }
  const names = [
    ...set.map(({ attribute }, i) => ({ name: attribute, path: ['set', i, 'attribute'] })),
    ...remove.map((name, i) => ({ name, path: ['remove', i] })),
  ];
  const seen = new Set<string>();
  for (const { name, path } of names) {
    const refused = attributeProblem(name);
    if (refused) problems.push({ path, code: 'update-lead.attribute', message: `“${name}” ${refused}.` });
    else if (seen.has(name))
      problems.push({ path, code: 'update-lead.twice', message: `“${name}” is changed twice: keep one.` });
    seen.add(name);
  }
  for (const [i, tag] of removeTags.entries()) {
    if (!addTags.includes(tag)) continue;
    problems.push({
      path: ['removeTags', i],
      code: 'update-lead.twice',
      message: `the tag “${tag}” is added and removed: keep one.`,
    });
  }
  return problems;
}
