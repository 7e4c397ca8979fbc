import type { RunView } from '@trellis/shared/api/run-views.ts';
import { PauseStrip } from './pause-strip.tsx';
import { subjectOf } from './pause-subject.ts';
import { usePauses } from './use-pauses.ts';

/** What holds one run beside what the page says already: its version, the step it is at, its lead. */
export function RunPauseStrips({ run }: { run: Pick<RunView, 'workflow' | 'version' | 'lead' | 'here'> }) {
  const ofWorkflow = usePauses({ workflowId: run.workflow.id });
  const ofLead = usePauses({ leadId: run.lead.id });
  const shown = [
    ...ofWorkflow.filter(
      ({ version, node }) => version?.id === run.version.id || (node !== null && run.here.includes(node.id)),
    ),
    ...ofLead.filter(({ level }) => level === 'lead'),
  ];
  return shown.map((pause) => {
    const subject = subjectOf(pause);
    return subject && <PauseStrip key={pause.id} pause={pause} subject={subject} />;
  });
}
