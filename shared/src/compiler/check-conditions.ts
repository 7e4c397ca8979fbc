import { type Condition, type ConditionGroup, isGroup } from '../condition/condition.ts';
import { countedEvents, fieldsOf } from '../condition/needs.ts';
import { BUILT_IN_ATTRIBUTES } from '../lead/lead.ts';
import { isBuiltInAttribute } from '../node/attribute-names.ts';
import type { FieldsByType } from './check-config.ts';
import { type FieldValue, valuesAt } from './config-fields.ts';
import type { Diagnostic, Report } from './diagnostic.ts';
import type { Drawing, Part } from './drawing.ts';
import { nearest } from './suggest.ts';

/** Names the workspace has seen; an absent list leaves its check out. */
export interface Known {
  /** Names of lead attributes, built-in ones not needed. */
  attributes?: readonly string[];
  /** Names of events. */
  events?: readonly string[];
  /** What fields name by its id, by the name of their widget; a kind that is left out is not checked. */
  things?: Partial<Record<ThingKind, readonly Thing[]>>;
}

/** What a field may name by its id; also the names of the widgets that choose it. */
export const THING_KINDS = ['workflow', 'segment', 'person', 'form'] as const;
export type ThingKind = (typeof THING_KINDS)[number];

export interface Thing {
  id: string;
  name: string;
  /** Out of use: nothing new may name it. */
  archived?: boolean;
  /** Of a workflow: leads can be put in by hand, or by another workflow. */
  byHand?: boolean;
  /** Of a form: entries are confirmed by a mail that asks (double opt-in). */
  confirms?: boolean;
}

/** A place that names something by `lead.…`, `output.…`: a condition or a template text. */
export interface Reference {
  part: Part;
  path: (string | number)[];
  /** With its source: `lead.city`, `output.n3.status`. */
  field: string;
}

/** All conditions of a part's config. */
export function conditionsOf(part: Part, fields: FieldsByType): (FieldValue & { value: Condition })[] {
  if (!part.type || !part.valid) return [];
  const own = fields.get(part.type)?.filter(({ widget }) => widget === 'condition') ?? [];
  // Parsed configs hold parsed conditions where the schema says `condition`; anything else is the type author's own.
  return own
    .flatMap(({ path }) => valuesAt(part.config, path))
    .filter((at): at is FieldValue & { value: Condition } => isCondition(at.value));
}

function isCondition(value: unknown): value is ConditionGroup {
  return typeof value === 'object' && value !== null && 'rules' in value && Array.isArray(value.rules);
}

/** The fields that all conditions of reachable parts read. */
export function conditionReferences({ parts }: Drawing, fields: FieldsByType): Reference[] {
  const references: Reference[] = [];
  for (const part of parts) {
    for (const { path, value } of conditionsOf(part, fields)) {
      for (const field of fieldsOf(value)) references.push({ part, path, field });
    }
  }
  return references;
}

/** Attributes that no lead has are most often mistyped; only a warning, because the first lead with it may be still to come. */
export function checkAttributes(references: Reference[], known: Known, report: Report): void {
  if (!known.attributes) return;
  const names = new Set([...known.attributes, ...BUILT_IN_ATTRIBUTES.map(({ name }) => name)]);
  for (const { part, path, field } of references) {
    if (!field.startsWith('lead.')) continue;
    const name = field.slice('lead.'.length).replace(/^attributes\./, '');
    const [head = name] = name.split('.');
    if (names.has(name) || names.has(head) || isBuiltInAttribute(name)) continue;
    const other = nearest(name, names);
    report({
      code: 'unknown-attribute',
      severity: 'warning',
      nodeId: part.node.id,
      path,
      message: `${part.label} reads the attribute “${name}”, which no lead has${other ? `: did you mean “${other}”?` : ' yet.'}`,
      ...replaceFix(part, path, name, other),
    });
  }
}

/** An event nobody has sent yet is normal in a new workspace; one that is nearly the name of a known one is a slip. */
export function checkEvents({ parts }: Drawing, fields: FieldsByType, known: Known, report: Report): void {
  if (!known.events) return;
  const names = new Set(known.events);
  for (const part of parts) {
    if (!part.type || !part.valid) continue;
    const own = (fields.get(part.type) ?? []).filter(({ widget }) => widget === 'event');
    const picked = own.flatMap(({ path }) => valuesAt(part.config, path));
    const counted = conditionsOf(part, fields).flatMap(({ path, value }) =>
      countedEvents(value).map((name) => ({ path, value: name })),
    );
    for (const { path, value } of [...picked, ...counted]) {
      if (typeof value !== 'string' || value.endsWith('*') || names.has(value)) continue;
      const other = nearest(value, names);
      if (!other) continue;
      const message = `${part.label} names the event “${value}”, which was never seen: did you mean “${other}”?`;
      report({
        code: 'unknown-event',
        severity: 'warning',
        nodeId: part.node.id,
        path,
        message,
        ...replaceFix(part, path, value, other),
      });
    }
  }
}

function replaceFix(
  part: Part,
  path: (string | number)[],
  from: string,
  to: string | undefined,
): Pick<Diagnostic, 'fix'> {
  return to ? { fix: { kind: 'replace', label: `Use “${to}”`, nodeId: part.node.id, path, from, to } } : {};
}

/** A condition without the ids that its editor gives to rules: they change with every edit and mean nothing to a run. */
export function withoutRuleIds<Group extends ConditionGroup>(group: Group): Group {
  const { id: _, ...rest } = group;
  const rules = group.rules.map((rule) => {
    if (isGroup(rule)) return withoutRuleIds(rule);
    const { id: __, ...bare } = rule;
    return bare;
  });
  // Leaving out an optional field and mapping `rules` to the same shapes keeps the type.
  return { ...rest, rules } as unknown as Group;
}
