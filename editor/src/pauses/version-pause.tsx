import type { Workflow } from '@trellis/shared/api/workflows.ts';
import { useTranslation } from 'react-i18next';
import { useTimeFormat } from '../ui/time/use-time-format.ts';
import { pauseOn } from './pause-subject.ts';
import { PauseToggle } from './pause-toggle.tsx';
import { usePauses } from './use-pauses.ts';
import classes from './version-pause.module.css';

/** At the foot of the counts: the published version, paused or to be paused, while the workflow's other versions go on. */
export function VersionPause({
  workflow,
  runs,
}: {
  workflow: Pick<Workflow, 'id' | 'status' | 'currentVersion'>;
  runs: number;
}) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const pauses = usePauses({ workflowId: workflow.id });
  const version = workflow.currentVersion;
  if (!version || workflow.status === 'archived') return null;
  const { id: versionId, number } = version;
  const subject = { level: 'version' as const, workflowId: workflow.id, versionId, number };
  const pause = pauseOn(pauses, subject);
  return (
    <div className={classes.foot}>
      {pause && (
        <span className={classes.words}>
          {t('pauses.by', { name: pause.by.name, when: format.moment(pause.since) })}
        </span>
      )}
      <PauseToggle look="row" subject={subject} runs={runs} />
    </div>
  );
}
