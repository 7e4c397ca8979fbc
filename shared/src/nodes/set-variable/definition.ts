import { z } from 'zod';
import type { DecideContext } from '../../node/context.ts';
import { type ConfigProblem, defineNode } from '../../node/definition.ts';
import { fieldField } from '../../node/fields.ts';

const value = z.union([z.string().max(2_000), z.number(), z.boolean()], {
  error: 'expected a text, a number, or yes or no',
});

const config = z.object({
  name: z
    .string()
    .trim()
    .regex(/^[A-Za-z][A-Za-z0-9_]{0,59}$/, 'expected a name of letters, digits and _')
    .refine((name) => !(name in Object.prototype), 'this name is reserved by the language')
    .meta({ title: 'Variable', help: 'Later steps read it as run.name' }),
  from: z
    .enum(['value', 'field', 'add'])
    .default('value')
    .meta({ title: 'Becomes', labels: { value: 'A value', field: 'What a field holds', add: 'Itself plus a number' } }),
  value: value.optional().meta({ title: 'Value', when: 'from=value' }),
  field: fieldField({ title: 'Field', when: 'from=field' }).optional(),
  add: z.number().min(-1_000_000).max(1_000_000).default(1).meta({ title: 'Plus', when: 'from=add' }),
});
type SetVariableConfig = z.output<typeof config>;

export default defineNode({
  type: 'set-variable',
  version: 1,
  category: 'data',
  title: 'Set variable',
  icon: 'variable',
  help: 'Keeps a value for later steps of this run.',
  keywords: ['variable', 'remember', 'counter', 'store', 'copy'],
  summary: '{name} = [from=value:{value}][from=field:{field|field}][from=add:{name} + {add}]',
  config,
  ports: [{ id: 'next', label: 'Next' }],
  check: checkSource,
  decide(context) {
    const { name } = context.config;
    const next = nextValue(context);
    const text = `${name} becomes ${next === null ? 'empty' : typeof next === 'string' ? `“${next}”` : JSON.stringify(next)}`;
    return {
      kind: 'go',
      port: 'next',
      set: { [name]: next },
      why: { text: text.slice(0, 300), inputs: { [name]: next } },
    };
  },
});

function nextValue({ config, run, read }: DecideContext<SetVariableConfig>): unknown {
  switch (config.from) {
    case 'value':
      return config.value ?? null;
    case 'field':
      return (config.field && read(config.field)) ?? null;
    case 'add': {
      const before = run.variables[config.name];
      return (typeof before === 'number' ? before : 0) + config.add;
    }
    default:
      return config.from satisfies never;
  }
}

function checkSource({ from, value: fixed, field }: SetVariableConfig): ConfigProblem[] {
  if (from === 'value' && fixed === undefined)
    return [{ path: ['value'], code: 'set-variable.no-value', message: 'say what it becomes.' }];
  if (from === 'field' && !field)
    return [{ path: ['field'], code: 'set-variable.no-field', message: 'choose the field it is copied from.' }];
  return [];
}
