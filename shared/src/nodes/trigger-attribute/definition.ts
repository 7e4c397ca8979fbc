import { z } from 'zod';
import { defineNode } from '../../node/definition.ts';
import { eventFilter } from '../../node/event-filter.ts';
import { leadField } from '../../node/fields.ts';

const value = z.union([z.string().max(2_000), z.number(), z.boolean()], {
  error: 'expected a text, a number, or yes or no',
});

export default defineNode({
  type: 'trigger-attribute',
  version: 1,
  category: 'trigger',
  title: 'Attribute changes',
  icon: 'user-edit',
  help: 'Starts a run when an attribute of a lead gets another value.',
  keywords: ['field', 'property', 'changed', 'update', 'value'],
  summary: '{attribute}[from: from {from}][to: to {to}]',
  config: z.object({
    attribute: leadField({ title: 'Attribute' }),
    from: value.optional().meta({ title: 'From', help: 'Leave empty for any value' }),
    to: value.optional().meta({ title: 'To', help: 'Leave empty for any value' }),
  }),
  ports: [{ id: 'next', label: 'Next' }],
  starts: ({ attribute, from, to }) => ({
    on: 'event',
    event: 'lead.attribute_changed',
    filter: eventFilter({ name: attribute, from, to }),
  }),
  decide: ({ config: { attribute }, trigger }) => {
    const { from = null, to = null } = trigger?.properties ?? {};
    const text = `${attribute} changed from ${shown(from)} to ${shown(to)}`;
    return { kind: 'go', port: 'next', why: { text: text.slice(0, 300), inputs: { from, to } } };
  },
});

const shown = (found: unknown) =>
  found === null ? 'nothing' : typeof found === 'string' ? `“${found}”` : JSON.stringify(found);
