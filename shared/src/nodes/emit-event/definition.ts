import { z } from 'zod';
import { eventNameSchema } from '../../event/event.ts';
import type { JsonValue } from '../../event/json.ts';
import { type ConfigProblem, defineNode } from '../../node/definition.ts';
import { fieldField } from '../../node/fields.ts';

const config = z.object({
  name: eventNameSchema
    .trim()
    .refine((name) => !name.includes('*'), 'an event that happens has a full name, without *')
    .meta({ title: 'Event', help: 'Workflows with a trigger for it will start' }),
  properties: z
    .record(z.string().max(100), z.string().max(2_000))
    .default({})
    .meta({ title: 'Properties', widget: 'key-value' }),
  copy: z
    .array(
      z.object({
        name: z.string().trim().min(1).max(100).meta({ title: 'Property' }),
        field: fieldField({ title: 'Field' }),
      }),
    )
    .max(20)
    .default([])
    .meta({ title: 'Copied properties', help: 'What fields hold at that moment', advanced: true }),
});

/** Names under which Trellis itself tells what happened. */
const OWN = /^(?:run|task|approval|segment|lead|workflow|trigger|email|sms)\./;

export default defineNode({
  type: 'emit-event',
  version: 1,
  category: 'data',
  title: 'Record event',
  icon: 'broadcast',
  help: 'Records an event of the lead, as if it had come from outside.',
  keywords: ['emit', 'track', 'fire', 'signal', 'send event'],
  summary: '{name|event}',
  config,
  ports: [{ id: 'next', label: 'Next' }],
  check: checkName,
  decide({ config: { name, properties, copy }, read }) {
    const copied: Record<string, JsonValue> = {};
    for (const { name: property, field } of copy) copied[property] = read(field) ?? null;
    return {
      kind: 'go',
      port: 'next',
      change: [{ kind: 'emit-event', name, properties: { ...properties, ...copied } }],
      why: { text: `Records ${name}` },
    };
  },
});

function checkName({ name }: z.output<typeof config>): ConfigProblem[] {
  if (!OWN.test(name)) return [];
  const message = `names that begin like “${name}” are kept by Trellis itself: choose another.`;
  return [{ path: ['name'], code: 'emit-event.own-name', message }];
}
