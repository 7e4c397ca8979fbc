import { type Known, THING_KINDS, type Thing, type ThingKind } from './check-conditions.ts';
import type { FieldsByType } from './check-config.ts';
import { type ConfigField, valuesAt } from './config-fields.ts';
import type { Diagnostic, Report } from './diagnostic.ts';
import type { Drawing, Part } from './drawing.ts';

/** Things are named by id, so that renaming one breaks nothing; here stands what can still go wrong: it is gone, or out of use. */
export function checkThings(drawing: Drawing, fields: FieldsByType, known: Known, report: Report): void {
  for (const part of drawing.parts) {
    if (!part.type || !part.valid) continue;
    for (const field of fields.get(part.type) ?? []) {
      for (const { path, value } of valuesAt(part.config, field.path)) {
        if (typeof value !== 'string' || value === '') continue;
        const problem =
          field.widget === 'step' ? stepProblem(drawing, part, value) : thingProblem(part, field, value, known);
        if (!problem) continue;
        const severity = part.reachable && !part.off ? problem.severity : 'warning';
        const fix = problem.instead && {
          kind: 'replace' as const,
          label: `Use “${problem.instead.name}”`,
          nodeId: part.node.id,
          path,
          from: value,
          to: problem.instead.id,
        };
        const { code, message } = problem;
        report({ code, severity, nodeId: part.node.id, path, message, ...(fix ? { fix } : {}) });
      }
    }
  }
}

type Problem = Pick<Diagnostic, 'code' | 'severity' | 'message'> & { instead?: Thing };

function thingProblem(part: Part, field: ConfigField, id: string, known: Known): Problem | undefined {
  const kind = THING_KINDS.find((one) => one === field.widget);
  const things = kind && known.things?.[kind];
  if (!kind || !things) return undefined;
  const found = things.find((one) => one.id === id);
  const what = WORDS[kind];
  if (!found) {
    // Written as text before there was a list to choose from.
    const [instead, other] = things.filter(({ name, archived }) => !archived && name === id);
    const message = MADE_ID.test(id)
      ? `${part.label}: the ${what} it names is gone: choose another.`
      : `${part.label}: no ${what} here is called “${id.slice(0, 60)}”: choose one of the list.`;
    return { code: `unknown-${kind}`, severity: 'error', message, ...(instead && !other ? { instead } : {}) };
  }
  if (found.archived) {
    const message = `${part.label}: the ${what} “${found.name}” is archived: choose another.`;
    return { code: `archived-${kind}`, severity: 'error', message };
  }
  if (field.needs === 'manual-trigger' && found.byHand === false) {
    const message = `${part.label}: nobody can be put into “${found.name}” as it is published now: it needs a trigger “By hand”.`;
    return { code: 'workflow-not-by-hand', severity: 'warning', message };
  }
  return undefined;
}

/** No name that people give looks like this. */
const MADE_ID = /^(?:[0-9a-f]{8}-[0-9a-f-]{27}|[A-Za-z0-9]{32}|role:.*)$/;

const WORDS: Record<ThingKind, string> = {
  workflow: 'workflow',
  segment: 'segment',
  person: 'person or role',
  form: 'form',
};

function stepProblem({ byId }: Drawing, part: Part, id: string): Problem | undefined {
  if (byId.has(id)) return undefined;
  const message = `${part.label}: the step it names is no longer in this workflow: choose another.`;
  return { code: 'unknown-step', severity: 'error', message };
}
