import type { z } from 'zod';
import type { NodeType } from '../node/catalog.ts';
import type { ConfigProblem } from '../node/definition.ts';
import { type ConfigField, configFields, titleAt, valuesAt } from './config-fields.ts';
import type { Report, Severity } from './diagnostic.ts';
import type { Drawing, Part } from './drawing.ts';

/** Checks that only the engine can make (the syntax of templates); called with configs that passed their schema. */
export type ExtraChecks = (node: {
  id: string;
  type: string;
  name: string;
  config: Record<string, unknown>;
}) => ConfigProblem[];

/** The fields of each node type of a drawing, each read once. */
export type FieldsByType = ReadonlyMap<NodeType, ConfigField[]>;

/** Config fields of every node type that is drawn. */
export function fieldsByType({ parts }: Drawing): FieldsByType {
  const fields = new Map<NodeType, ConfigField[]>();
  for (const { type } of parts) {
    if (type && !fields.has(type)) fields.set(type, configFields(type.definition.config));
  }
  return fields;
}

/** Forms by their schema, then by the node type's own checks, then by the engine's. Valid parts get their parsed config. */
export function checkConfig(
  { parts }: Drawing,
  fields: FieldsByType,
  extraChecks: ExtraChecks | undefined,
  report: Report,
): void {
  for (const part of parts) {
    const { node, type, config } = part;
    if (!type) continue;
    const parsed = type.definition.config.safeParse(config);
    if (!parsed.success) {
      reportIssues(part, parsed.error.issues, fields.get(type) ?? [], report);
      continue;
    }
    part.config = parsed.data;
    part.valid = true;
    for (const problem of ownProblems(part, type, extraChecks)) {
      const { code, path, message } = problem;
      const severity = least(part, problem.severity ?? 'error');
      report({ code, severity, nodeId: node.id, path, message: `${part.label}: ${message}` });
    }
  }
}

function ownProblems({ node, config }: Part, type: NodeType, extraChecks: ExtraChecks | undefined): ConfigProblem[] {
  try {
    const own = type.definition.check?.(config) ?? [];
    return [...own, ...(extraChecks?.({ id: node.id, type: node.type, name: node.name, config }) ?? [])];
  } catch {
    const message = `the check of the node type “${node.type}” failed on this form: tell its author.`;
    return [{ path: [], code: 'check-failed', message }];
  }
}

function reportIssues(part: Part, issues: z.core.$ZodIssue[], fields: ConfigField[], report: Report): void {
  for (const issue of issues) {
    const path = issue.path.map((name) => (typeof name === 'symbol' ? String(name) : name));
    const title = titleAt(fields, path);
    const missing = isMissing(part.config, path.map(String));
    report({
      code: missing ? 'config-missing' : 'config-invalid',
      severity: least(part, 'error'),
      nodeId: part.node.id,
      path,
      message: missing
        ? `${part.label}: “${title}” is not filled in.`
        : `${part.label}: “${title}” is not right: ${sentenceOf(issue)}`,
    });
  }
}

/** What lies aside or is switched off harms nobody: its faults forbid nothing. */
function least({ reachable, off }: Part, severity: Severity): Severity {
  return reachable && !off ? severity : 'warning';
}

function isMissing(config: unknown, path: string[]): boolean {
  const [found] = valuesAt(config, path);
  return found === undefined || found.value === null || found.value === '';
}

function sentenceOf({ message }: z.core.$ZodIssue): string {
  const text = message.replace(/^Invalid input: /, '');
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
