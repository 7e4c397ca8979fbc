import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Pause, PauseDurations, PauseEntrants } from '@trellis/shared/api/pauses.ts';
import { useState } from 'react';
import { useApi } from '../api/use-api.tsx';
import type { PauseSubject } from './pause-subject.ts';

const NONE: readonly Pause[] = [];

/** What is paused now, of all that concerns a workflow or a lead where one is named; empty until it is known. */
export function usePauses(of: { workflowId?: string; leadId?: string } = {}): readonly Pause[] {
  const { query } = useApi();
  return useQuery(query.pauses.list.queryOptions({ input: of })).data?.items ?? NONE;
}

export interface PauseChoices {
  durations: PauseDurations;
  entrants: PauseEntrants;
  reason: string;
}

export interface ResumeChoices {
  durations: PauseDurations;
  spreadMinutes: number;
  reason: string;
}

/** Pauses and resumes. A workflow goes by its status, a run by its actions, everything else by its own routes; the error is kept for the dialog. */
export function usePausing() {
  const { call, query } = useApi();
  const queryClient = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const during = async (work: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    setError(undefined);
    try {
      await work();
      return true;
    } catch (caught) {
      setError(caught);
      return false;
    } finally {
      setBusy(false);
      const stale = [query.pauses, query.workflows, query.workspace.get, query.counts, query.runs, query.leads];
      for (const part of stale) void queryClient.invalidateQueries({ queryKey: part.key() });
    }
  };
  const pause = (subject: PauseSubject, { reason: said, ...chosen }: PauseChoices) => {
    const reason = said.trim() ? { reason: said.trim() } : {};
    const choices = { ...chosen, ...reason };
    return during(() => {
      switch (subject.level) {
        case 'workspace':
          return call.pauses.pauseWorkspace(choices);
        case 'channel':
          return call.pauses.pauseChannel({ channel: subject.channel, ...reason });
        case 'workflow':
          return call.workflows.setStatus({ workflowId: subject.workflowId, status: 'paused', ...choices });
        case 'version': {
          const { workflowId, versionId } = subject;
          return call.pauses.pauseVersion({ workflowId, versionId, ...choices });
        }
        case 'node': {
          const { workflowId, nodeId } = subject;
          return call.pauses.pauseNode({ workflowId, nodeId, ...choices });
        }
        case 'lead':
          return call.pauses.pauseLead({ leadId: subject.leadId, ...choices });
        default:
          return subject satisfies never;
      }
    });
  };
  const pauseRun = (
    { id, stepNo }: { id: string; stepNo: number },
    { reason: said, durations }: Pick<PauseChoices, 'durations' | 'reason'>,
  ) => {
    const reason = said.trim() ? { reason: said.trim() } : {};
    return during(() => call.runs.control({ runId: id, stepNo, ...reason, action: { kind: 'pause', durations } }));
  };
  const resume = (pauseId: string, subject: PauseSubject, { reason: said, ...chosen }: ResumeChoices) => {
    const choices = { ...chosen, ...(said.trim() ? { reason: said.trim() } : {}) };
    return during(() =>
      subject.level === 'workflow'
        ? call.workflows.setStatus({ workflowId: subject.workflowId, status: 'live', ...choices })
        : call.pauses.resume({ pauseId, ...choices }),
    );
  };
  return { pause, pauseRun, resume, during, busy, error };
}
