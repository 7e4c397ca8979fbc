import { z } from 'zod';
import { defineNode } from '../../node/definition.ts';
import { durationField } from '../../node/fields.ts';
import { addDuration } from '../../schedule/duration.ts';

const config = z.object({
  need: z
    .enum(['all', 'any', 'some'])
    .default('all')
    .meta({
      title: 'Goes on when',
      labels: { all: 'All branches came', any: 'The first came', some: 'So many came' },
      help: 'Branches that are not waited for are given up',
    }),
  count: z.number().int().min(2).max(10).default(2).meta({ title: 'How many', when: 'need=some' }),
  giveUpAfter: durationField({
    title: 'Give up after',
    help: 'Counted from the first branch to come',
    port: 'timeout',
  }).optional(),
});

export default defineNode({
  type: 'join',
  version: 1,
  category: 'logic',
  title: 'Join',
  icon: 'arrow-merge',
  help: 'Waits for the parallel branches of a lead and goes on as one.',
  keywords: ['merge', 'wait', 'parallel', 'together', 'all', 'any'],
  summary:
    '[need=all:All branches][need=any:The first branch][need=some:{count} branches][giveUpAfter: within {giveUpAfter|duration}]',
  config,
  ports: [
    { id: 'next', label: 'Next' },
    { id: 'timeout', label: 'Timed out', when: 'giveUpAfter' },
  ],
  decide({ config: { need, count, giveUpAfter }, openedAt, zone }) {
    const until = giveUpAfter && addDuration(openedAt, giveUpAfter, zone.zone);
    return {
      kind: 'join',
      need: need === 'some' ? count : need,
      port: 'next',
      ...(until === undefined ? {} : { until, onTime: 'timeout' }),
      why: { text: 'Waits for the other branches', ...(until === undefined ? {} : { inputs: { giveUpAt: until } }) },
    };
  },
});
