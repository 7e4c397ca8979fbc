import type { Graph } from '@trellis/shared/graph/graph.ts';
import { useEffect, useState } from 'react';
import type { Diagnostic, WorkflowApi } from './workflow-api.ts';

/** A pause this long after the last change before the compiler is asked, ms. */
const QUIET_MS = 400;
/** Asked again this long after a failed answer, ms. */
const RETRY_MS = 5000;

/**
 * The problems of a graph, from the server's compiler; the former ones stay until the new ones are there. Asked again also when `known`, what the
 * workspace has, becomes another: a form may be mended in its settings.
 */
export function useDiagnostics(
  api: WorkflowApi,
  workflowId: string,
  graph: Graph,
  known?: unknown,
): { problems: readonly Diagnostic[]; checking: boolean } {
  const [problems, setProblems] = useState<readonly Diagnostic[]>([]);
  const [checked, setChecked] = useState<Graph | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies(known): it only says when to ask again
  useEffect(() => {
    const ending = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const ask = () => {
      api.diagnose(workflowId, graph, ending.signal).then(
        (found) => {
          if (ending.signal.aborted) return;
          setProblems([...found].sort((a, b) => rank(a) - rank(b)));
          setChecked(graph);
        },
        () => {
          // Saving tells that the server is away; here the former answer simply stays a little longer.
          if (!ending.signal.aborted) timer = setTimeout(ask, RETRY_MS);
        },
      );
    };
    timer = setTimeout(ask, QUIET_MS);
    return () => {
      clearTimeout(timer);
      ending.abort();
    };
  }, [api, workflowId, graph, known]);
  return { problems, checking: checked !== graph };
}

function rank({ severity }: Diagnostic): number {
  return severity === 'error' ? 0 : 1;
}

export function countErrors(problems: readonly Diagnostic[]): number {
  return problems.filter((problem) => problem.severity === 'error').length;
}
