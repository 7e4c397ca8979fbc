import { FORM_MOMENTS } from '../node/fields.ts';
import type { Known, Thing } from './check-conditions.ts';
import type { FieldsByType } from './check-config.ts';
import type { Diagnostic, Report } from './diagnostic.ts';
import type { Drawing } from './drawing.ts';

const [SUBMITTED, CONFIRMED] = FORM_MOMENTS;

/** Whoever waits for a confirmation that no form asks for waits for ever. The form is named beside (`formMomentField`); without one any form counts. */
export function checkFormMoments({ parts }: Drawing, fields: FieldsByType, known: Known, report: Report): void {
  const forms = known.things?.form;
  if (!forms) return;
  for (const part of parts) {
    if (!part.type || !part.valid) continue;
    const [moment] = fields.get(part.type)?.find(({ widget }) => widget === 'form-moment')?.path ?? [];
    if (moment === undefined || part.config[moment] !== CONFIRMED) continue;
    const { form } = part.config;
    const problem = form ? problemOf(forms.find(({ id }) => id === form)) : problemOfAny(forms);
    if (!problem) continue;
    report({
      code: problem.code,
      severity: part.reachable && !part.off ? problem.severity : 'warning',
      nodeId: part.node.id,
      path: [moment],
      message: `${part.label}: ${problem.text}`,
      fix: {
        kind: 'replace',
        label: 'Start when sent',
        nodeId: part.node.id,
        path: [moment],
        from: CONFIRMED,
        to: SUBMITTED,
      },
    });
  }
}

type Problem = Pick<Diagnostic, 'code' | 'severity'> & { text: string };

/** A form that is gone has a problem of its own; one of which nobody knows is not judged. */
function problemOf(form: Thing | undefined): Problem | undefined {
  if (form?.confirms !== false || form.archived) return undefined;
  return {
    code: 'form-never-confirms',
    severity: 'error',
    text: `the form “${form.name}” has no double opt-in, so nobody ever confirms it: start when it is sent, or switch its double opt-in on.`,
  };
}

/** Only a warning: the form that asks may be made tomorrow. */
function problemOfAny(forms: readonly Thing[]): Problem | undefined {
  if (forms.some(({ confirms, archived }) => confirms !== false && !archived)) return undefined;
  return {
    code: 'no-form-confirms',
    severity: 'warning',
    text: 'no form here has double opt-in, so nobody ever confirms one: start when it is sent, or switch the double opt-in of a form on.',
  };
}
