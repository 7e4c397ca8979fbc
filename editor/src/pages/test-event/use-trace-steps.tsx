import { Link } from '@tanstack/react-router';
import type { TraceEntry } from '@trellis/shared/api/test-events.ts';
import { useTranslation } from 'react-i18next';
import { useTimeFormat } from '../../ui/time/use-time-format.ts';
import type { TraceStep } from '../../ui/trace.tsx';
import classes from './event-trace.module.css';

type Words = Pick<TraceStep, 'title' | 'detail' | 'link'> & { state?: TraceStep['state'] };
type Of<What extends TraceEntry['what']> = Extract<TraceEntry, { what: What }>;

/** Turns the entries of a trace into steps with words; `skip` ends the wait that an entry rests in. */
export function useTraceSteps(skip: (runId: string, stepNo: number) => void) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const workflowOf = (entries: readonly TraceEntry[], runId: string) =>
    entries.find((entry): entry is Of<'run'> => entry.what === 'run' && entry.runId === runId)?.workflow.id;

  const nowWords = (entry: Of<'now'>, now: number): Words => {
    const left = entry.untilReal === null ? undefined : Date.parse(entry.untilReal) - now;
    const detail = () => {
      if (left === undefined || entry.untilReal === null) return t('testEvent.trace.nowForever');
      if (left <= 0) return t('testEvent.trace.nowDue');
      return t('testEvent.trace.nowLeft', { left: format.duration(left), when: format.logClock(entry.untilReal) });
    };
    const link = entry.skipPorts.length > 0 && (
      <button type="button" className={classes.skip} onClick={() => skip(entry.runId, entry.stepNo)}>
        {t('testEvent.trace.skip')}
      </button>
    );
    return { state: 'now', title: entry.nodeName, detail: detail(), link };
  };

  const words = (entry: TraceEntry, entries: readonly TraceEntry[], now: number): Words => {
    switch (entry.what) {
      case 'stored':
        return {
          title: t('testEvent.trace.stored', { time: format.duration(entry.afterMs) }),
          detail: t('testEvent.trace.storedDetail', { messageId: entry.messageId }),
        };
      case 'lead':
        return {
          title: t(entry.created ? 'testEvent.trace.leadCreated' : 'testEvent.trace.leadFound', {
            by: t(`testEvent.trace.by.${entry.by}`),
          }),
          detail: entry.lead.name,
          link: (
            <Link to="/leads/$id" params={{ id: entry.lead.id }}>
              {t('testEvent.trace.openLead')}
            </Link>
          ),
        };
      case 'near-miss':
        return {
          title: t('testEvent.trace.nearMiss', { workflow: entry.workflow.name }),
          detail: entry.text,
          state: 'failed',
        };
      case 'run':
        return {
          title: t('testEvent.trace.run'),
          detail: t('testEvent.trace.runDetail', { workflow: entry.workflow.name, version: entry.version }),
          link: <RunLink workflowId={entry.workflow.id} runId={entry.runId} />,
        };
      case 'woke':
        return {
          title: entry.port
            ? t('testEvent.trace.wokePort', { node: entry.nodeName, port: entry.port })
            : t('testEvent.trace.woke', { node: entry.nodeName }),
          link: <RunLink workflowId={workflowOf(entries, entry.runId)} runId={entry.runId} />,
        };
      case 'step':
        return { title: entry.nodeName, detail: entry.text };
      case 'now':
        return nowWords(entry, now);
      case 'nothing':
        return { title: t('testEvent.trace.nothing'), detail: entry.text };
      default:
        return entry satisfies never;
    }
  };

  return (entries: readonly TraceEntry[], now: number): TraceStep[] =>
    entries.map((entry, index) => ({
      // Entries only ever follow each other, so the place is the identity.
      id: `${index}-${entry.what}`,
      state: 'done',
      time: entry.what === 'now' ? t('testEvent.trace.now') : format.duration(entry.afterMs),
      ...words(entry, entries, now),
    }));
}

function RunLink({ workflowId, runId }: { workflowId: string | undefined; runId: string }) {
  const { t } = useTranslation();
  if (!workflowId) return null;
  return (
    <Link to="/workflows/$id/run/$runId" params={{ id: workflowId, runId }}>
      {t('testEvent.trace.openRun')}
    </Link>
  );
}
