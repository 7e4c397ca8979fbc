import { expect, it } from 'vitest';
import { z } from 'zod';
import { defineNode, type NodeDefinition } from '../node/definition.ts';
import { formField, formMomentField } from '../node/fields.ts';
import type { Thing } from './check-conditions.ts';
import { compile } from './compile.ts';
import { graphOf, node, SAMPLE_CATALOG } from './sample-catalog.ts';

const entered = defineNode({
  type: 'entered',
  version: 1,
  category: 'trigger',
  title: 'Entered',
  icon: 'box',
  summary: '{form|form}',
  config: z.object({ form: formField({ title: 'Form' }).optional(), moment: formMomentField({ title: 'Starts' }) }),
  ports: [{ id: 'next', label: 'Next' }],
  starts: () => ({ on: 'event', event: 'entered' }),
  decide: () => ({ kind: 'go', port: 'next', why: { text: 'Entered' } }),
});
// Catalogs hold definitions without the types of their configs.
const CATALOG = new Map([...SAMPLE_CATALOG, ['entered', { definition: entered as unknown as NodeDefinition }]]);

const FORMS: Thing[] = [
  { id: 'f1', name: 'Newsletter', archived: false, confirms: true },
  { id: 'f2', name: 'Contact', archived: false, confirms: false },
  { id: 'f3', name: 'Old', archived: true, confirms: false },
];
const found = (config: Record<string, unknown>, forms: Thing[] | undefined = FORMS, more = {}) =>
  compile(
    graphOf([node('s', 'start'), node('f', 'entered', config, more), node('z', 'end')], 's>z f>z'),
    CATALOG,
    forms ? { things: { form: forms } } : {},
  ).diagnostics;

it('refuses to wait for the confirmation of a form that asks for none, and offers to start when it is sent', () => {
  expect(found({ form: 'f2', moment: 'confirmed' })).toMatchObject([
    {
      code: 'form-never-confirms',
      severity: 'error',
      nodeId: 'f',
      path: ['moment'],
      message: expect.stringContaining('“F”: the form “Contact” has no double opt-in'),
      fix: { kind: 'replace', from: 'confirmed', to: 'submitted', path: ['moment'] },
    },
  ]);
});

it('has nothing against it where the form asks, and against no form that starts when it is sent', () => {
  expect(found({ form: 'f1', moment: 'confirmed' })).toEqual([]);
  expect(found({ form: 'f2', moment: 'submitted' })).toEqual([]);
  expect(found({ form: 'f2' })).toEqual([]);
});

it('warns where any form counts and none asks, since one may be made', () => {
  expect(found({ moment: 'confirmed' })).toEqual([]);
  for (const none of [FORMS.slice(1), []])
    expect(found({ moment: 'confirmed' }, none)).toMatchObject([{ code: 'no-form-confirms', severity: 'warning' }]);
});

it('leaves a form that is closed or gone to its own problem, and judges nothing where forms are not known', () => {
  expect(found({ form: 'f3', moment: 'confirmed' }).map(({ code }) => code)).toEqual(['archived-form']);
  expect(found({ form: 'f9', moment: 'confirmed' }).map(({ code }) => code)).toEqual(['unknown-form']);
  expect(
    compile(graphOf([node('f', 'entered', { form: 'f2', moment: 'confirmed' }), node('z', 'end')], 'f>z'), CATALOG)
      .diagnostics,
  ).toEqual([]);
});

it('only warns where the trigger is switched off', () => {
  expect(found({ form: 'f2', moment: 'confirmed' }, FORMS, { off: true })).toMatchObject([
    { code: 'form-never-confirms', severity: 'warning' },
  ]);
});
