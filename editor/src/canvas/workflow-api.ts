import { ORPCError } from '@orpc/client';
import type { Graph } from '@trellis/shared/graph/graph.ts';
import type { Api, ApiClient } from '../api/client.ts';
import type { SaveAnswer } from '../store/autosave.ts';

type Answer<Call extends (...input: never[]) => Promise<unknown>> = Awaited<ReturnType<Call>>;

export type WorkflowView = Answer<ApiClient['workflows']['get']>;
export type Diagnostic = Answer<ApiClient['workflows']['diagnose']>['diagnostics'][number];
export type Fix = NonNullable<Diagnostic['fix']>;
export type VersionView = Answer<ApiClient['versions']['list']>['items'][number];
export type CountsView = Answer<ApiClient['counts']['ofVersion']>;
export type NodeCountsView = CountsView['nodes'][string];
type PresentRuns = Answer<ApiClient['counts']['atNode']>;
export type PresentRunView = PresentRuns['items'][number];
export type RunDetails = Answer<ApiClient['runs']['get']>;
export type StepView = RunDetails['steps'][number];

/** What the workflow page asks of the server beside its queries; one place that tests can stand in for. */
export interface WorkflowApi {
  saveDraft(workflowId: string, graph: Graph, baseRevision: number): Promise<SaveAnswer>;
  rename(workflowId: string, name: string): Promise<void>;
  diagnose(workflowId: string, graph: Graph, signal: AbortSignal): Promise<Diagnostic[]>;
  act(action: RunAction, run: { runId: string; stepNo: number; port?: string }): Promise<void>;
}

export type RunAction = 'resume' | 'skip-wait' | 'exit';

/** The page's calls on the real api. */
export function createWorkflowApi({ call }: Pick<Api, 'call'>): WorkflowApi {
  return {
    async saveDraft(workflowId, graph, baseRevision) {
      try {
        const { revision } = await call.workflows.saveDraft({ workflowId, graph, baseRevision });
        return { kind: 'saved', revision };
      } catch (error) {
        if (error instanceof ORPCError && error.code === 'draft-changed') {
          const { theirs } = error.data as { theirs: WorkflowView['draft'] }; // the data that the route declares for this code
          return { kind: 'conflict', theirs: theirs.graph, revision: theirs.revision, by: theirs.savedBy.name };
        }
        throw error;
      }
    },
    async rename(workflowId, name) {
      await call.workflows.rename({ workflowId, name });
    },
    async diagnose(workflowId, graph, signal) {
      return (await call.workflows.diagnose({ workflowId, graph }, { signal })).diagnostics;
    },
    async act(action, { runId, stepNo, port }) {
      const input = { runId, stepNo };
      if (action === 'resume') await call.runs.resume(input);
      else if (action === 'exit') await call.runs.exit(input);
      else await call.runs.skipWait(port ? { ...input, port } : input);
    },
  };
}
