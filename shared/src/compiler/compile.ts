import type { Graph } from '../graph/graph.ts';
import { poisonProblem } from '../graph/poison.ts';
import type { Catalog } from '../node/catalog.ts';
import { hashPlan } from '../plan/hash.ts';
import type { Plan } from '../plan/plan.ts';
import { buildPlan } from './build-plan.ts';
import { checkAttributes, checkEvents, conditionReferences, type Known } from './check-conditions.ts';
import { checkConfig, type ExtraChecks, fieldsByType } from './check-config.ts';
import { checkEdges } from './check-edges.ts';
import { checkFormMoments } from './check-form-moments.ts';
import { checkLoops } from './check-loops.ts';
import { checkNames } from './check-names.ts';
import { checkOutputs } from './check-outputs.ts';
import { checkPorts } from './check-ports.ts';
import { checkReachable } from './check-reachable.ts';
import { checkSettings } from './check-settings.ts';
import { templateReferences } from './check-templates.ts';
import { checkThings } from './check-things.ts';
import type { Diagnostic } from './diagnostic.ts';
import { readDrawing } from './drawing.ts';

/** A plan with its hash where no diagnostic is an error. Diagnostics stand in drawn order, those of the whole workflow first. */
export type Compiled =
  | { plan: Plan; hash: string; diagnostics: Diagnostic[] }
  | { plan?: undefined; hash?: undefined; diagnostics: Diagnostic[] };

/**
 * Turns a graph into a plan, or says what is wrong with it. Pure and linear in the size of the graph; never throws on a graph, however
 * broken. `known` are names of the workspace to compare with, `extraChecks` those of the engine (template syntax).
 */
export function compile(graph: Graph, catalog: Catalog, known: Known = {}, extraChecks?: ExtraChecks): Compiled {
  const poison = poisonProblem(graph);
  if (poison) {
    const message = `The workflow document ${poison.what}: remove it.`;
    return { diagnostics: [{ code: 'graph-poison', severity: 'error', path: poison.path, message }] };
  }
  const diagnostics: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic) => diagnostics.push(diagnostic);
  const drawing = readDrawing(graph, catalog, report);
  const fields = fieldsByType(drawing);
  checkEdges(drawing, report);
  checkReachable(drawing, report);
  checkConfig(drawing, fields, extraChecks, report);
  checkNames(drawing, report);
  checkPorts(drawing, report);
  checkLoops(drawing, report);
  checkSettings(graph, known, report);
  const references = [...conditionReferences(drawing, fields), ...templateReferences(drawing, fields)];
  checkAttributes(references, known, report);
  checkEvents(drawing, fields, known, report);
  checkThings(drawing, fields, known, report);
  checkFormMoments(drawing, fields, known, report);
  checkOutputs(drawing, references, report);

  const place = (nodeId: string | undefined) => (nodeId === undefined ? -1 : (drawing.byId.get(nodeId)?.index ?? -1));
  diagnostics.sort((a, b) => place(a.nodeId) - place(b.nodeId));
  if (diagnostics.some(({ severity }) => severity === 'error')) return { diagnostics };
  const plan = buildPlan(drawing, fields);
  return { plan, hash: hashPlan(plan), diagnostics };
}
