import { z } from 'zod';
import { fieldWords } from '../../condition/sentence.ts';
import { type ConfigProblem, defineNode } from '../../node/definition.ts';
import { branchId, fieldField } from '../../node/fields.ts';

const config = z.object({
  field: fieldField({ title: 'Field' }),
  cases: z
    .array(
      z.object({
        id: branchId,
        label: z.string().trim().max(60).default('').meta({ title: 'Name' }),
        values: z.array(z.string().trim().min(1).max(200)).min(1).max(100).meta({ title: 'Values' }),
      }),
    )
    .min(1)
    .max(20)
    .meta({
      title: 'Cases',
      widget: 'port-list',
      help: 'A lead takes the case that names its value; capitals don’t matter',
    }),
});

export default defineNode({
  type: 'switch',
  version: 1,
  category: 'logic',
  title: 'Switch',
  icon: 'route',
  help: 'Sends leads different ways by the value of one field.',
  keywords: ['case', 'value', 'route', 'industry', 'topic', 'outcome'],
  summary: 'By {field|field}',
  config,
  ports: {
    each: 'cases',
    id: 'id',
    label: 'label',
    plus: [
      { id: 'missing', label: 'Not known', optional: true, otherwise: 'else' },
      { id: 'else', label: 'Else' },
    ],
  },
  check: checkCases,
  decide({ config: { field, cases }, read }) {
    const found = read(field);
    const values = (Array.isArray(found) ? found : [found]).map((one) =>
      String(one ?? '')
        .trim()
        .toLowerCase(),
    );
    const inputs = { [field]: found ?? null };
    if (found === undefined || found === null || found === '')
      return {
        kind: 'go',
        port: 'missing',
        otherwise: 'else',
        why: { text: `${capital(fieldWords(field))} is not known`, inputs },
      };
    const index = cases.findIndex((one) => one.values.some((value) => values.includes(value.toLowerCase())));
    const taken = cases[index];
    return taken
      ? {
          kind: 'go',
          port: taken.id,
          why: { text: `${taken.label || `Branch ${index + 1}`}: ${values.join(', ')}`, inputs },
        }
      : { kind: 'go', port: 'else', why: { text: `Else: no case for ${values.join(', ').slice(0, 200)}`, inputs } };
  },
});

function checkCases({ cases }: z.output<typeof config>): ConfigProblem[] {
  const seen = new Set<string>();
  return cases.flatMap(({ id, values }, index): ConfigProblem[] => {
    const problems: ConfigProblem[] = [];
    if (id === 'else' || id === 'missing')
      problems.push({
        path: ['cases', index, 'id'],
        code: 'switch.id',
        message: `the id “${id}” is taken: add the case again.`,
      });
    for (const value of values) {
      if (seen.has(value.toLowerCase()))
        problems.push({
          path: ['cases', index, 'values'],
          code: 'switch.twice',
          message: `“${value}” stands in two cases: keep one.`,
        });
      seen.add(value.toLowerCase());
    }
    return problems;
  });
}

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
