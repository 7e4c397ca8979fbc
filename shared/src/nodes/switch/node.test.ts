import { testNode } from '../../node/test-node.ts';
import switchNode from './definition.ts';

const byIndustry = {
  field: 'lead.industry',
  cases: [
    { id: 'soft', label: 'Software', values: ['software', 'SaaS'] },
    { id: 'make', label: 'Makers', values: ['manufacturing'] },
  ],
};
const industry = (value: string | string[]) => ({ lead: { attributes: { industry: value } } });

testNode(switchNode, {
  valid: [byIndustry, { field: 'output.n3.port', cases: [{ id: 'a', values: ['timeout'] }] }],
  invalid: [
    {},
    { ...byIndustry, cases: [] },
    { ...byIndustry, field: 'industry' },
    { ...byIndustry, cases: [{ id: 'else', values: ['x'] }] },
    {
      ...byIndustry,
      cases: [
        { id: 'a', values: ['x'] },
        { id: 'b', values: ['X'] },
      ],
    },
  ],
  decides: [
    {
      name: 'takes the case of the value, capitals aside',
      config: byIndustry,
      context: industry('saas'),
      expect: { port: 'soft' },
    },
    {
      name: 'takes the case of any of several values',
      config: byIndustry,
      context: industry(['x', 'Manufacturing']),
      expect: { port: 'make' },
    },
    {
      name: 'takes else for another value',
      config: byIndustry,
      context: industry('farming'),
      expect: { port: 'else' },
    },
    {
      name: 'has a way of its own for what is not known',
      config: byIndustry,
      expect: { port: 'missing', otherwise: 'else' },
    },
    {
      name: 'goes by the outcome of an earlier step',
      config: { field: 'output.n3.port', cases: [{ id: 'late', values: ['timeout'] }] },
      context: { outputs: { n3: { port: 'timeout', at: 0 } } },
      expect: { port: 'late' },
    },
  ],
  summaries: [{ config: byIndustry, expect: 'By industry' }],
});
