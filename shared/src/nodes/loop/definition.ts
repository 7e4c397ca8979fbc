import { z } from 'zod';
import { defineNode } from '../../node/definition.ts';

export default defineNode({
  type: 'loop',
  version: 1,
  category: 'logic',
  title: 'Loop',
  icon: 'repeat',
  help: 'Sends a lead round so many times, then on.',
  keywords: ['repeat', 'again', 'times', 'count', 'iterate'],
  summary: '{times} times',
  config: z.object({
    times: z.number().int().min(1).max(1_000).default(3).meta({ title: 'Times', help: 'How often “Again” is taken' }),
  }),
  ports: [
    { id: 'again', label: 'Again' },
    { id: 'done', label: 'Done' },
  ],
  bounds: ['again'],
  decide({ config: { times }, run, node }) {
    const last = run.outputs[node.id];
    // Once done, the next lead-in counts anew: a loop may stand within another.
    const before = last?.port === 'again' && typeof last.data?.round === 'number' ? last.data.round : 0;
    const round = before + 1;
    return round <= times
      ? { kind: 'go', port: 'again', output: { round }, why: { text: `Round ${round} of ${times}`, inputs: { round } } }
      : { kind: 'go', port: 'done', output: { round: times }, why: { text: `Went round ${times} times` } };
  },
});
