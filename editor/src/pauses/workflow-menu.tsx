import { Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { MAY_DRAW } from '@trellis/shared/api/roles.ts';
import type { WorkflowStatus } from '@trellis/shared/api/workflows.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../api/use-api.tsx';
import { useMay } from '../api/use-reader.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { problemOf } from '../ui/problem.ts';
import { useToast } from '../ui/toast.tsx';
import { EndDialog } from './end-dialog.tsx';
import { PauseDialog } from './pause-dialog.tsx';
import { pauseOn } from './pause-subject.ts';
import { ResumeDialog } from './resume-dialog.tsx';
import { usePauses, usePausing } from './use-pauses.ts';

/** A workflow as its menu looks at it. `active`: runs that have not ended, where that is known. */
export interface MenuWorkflow {
  id: string;
  name: string;
  status: WorkflowStatus;
  active: number | undefined;
  published: boolean;
}

type Asked = 'pause' | 'resume' | 'stopped' | 'archived';

/** Where a workflow may go from where it is: pause, resume, stop, archive, take up again. Nothing for those who may not. */
export function WorkflowMenu({ workflow }: { workflow: MenuWorkflow }) {
  const { t } = useTranslation();
  const { call } = useApi();
  const toast = useToast();
  const may = useMay(MAY_DRAW);
  const pausing = usePausing();
  const pauses = usePauses();
  const [asked, setAsked] = useState<Asked>();
  if (!may) return null;
  const { id, name, status, active, published } = workflow;
  const subject = { level: 'workflow' as const, workflowId: id, name };
  const pause = pauseOn(pauses, subject);
  const close = () => setAsked(undefined);
  const goTo = async (next: 'live' | 'stopped', words: 'live' | 'stopped') => {
    const done = await pausing.during(() =>
      call.workflows.setStatus({ workflowId: id, status: next }).catch((error: unknown) => {
        toast({ text: t('pauses.failed', { message: problemOf(error).title }), urgent: true });
        throw error;
      }),
    );
    if (done) toast({ text: t(`pauses.workflow.done.${words}`, { name }) });
  };
  return (
    <>
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <IconButton label={t('pauses.workflow.menu', { name })} icon={<IconDots size={16} stroke={1.75} />} />
        </Menu.Target>
        <Menu.Dropdown>
          {status === 'live' && <Menu.Item onClick={() => setAsked('pause')}>{t('pauses.pauseIt')}</Menu.Item>}
          {status === 'paused' && <Menu.Item onClick={() => setAsked('resume')}>{t('pauses.resume')}</Menu.Item>}
          {(status === 'live' || status === 'paused') && (
            <Menu.Item onClick={() => setAsked('stopped')}>{t('pauses.workflow.stop')}</Menu.Item>
          )}
          {(status === 'stopped' || status === 'archived') && published && (
            <Menu.Item onClick={() => void goTo('live', 'live')}>{t('pauses.workflow.live')}</Menu.Item>
          )}
          {status === 'archived' && (
            <Menu.Item onClick={() => void goTo('stopped', 'stopped')}>{t('pauses.workflow.back')}</Menu.Item>
          )}
          {(status === 'stopped' || status === 'draft') && (
            <Menu.Item onClick={() => setAsked('archived')}>{t('pauses.workflow.archive')}</Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {asked === 'pause' && <PauseDialog subject={subject} runs={active} onClose={close} />}
      {asked === 'resume' && pause && <ResumeDialog pause={pause} subject={subject} onClose={close} />}
      {(asked === 'stopped' || asked === 'archived') && (
        <EndDialog workflow={workflow} status={asked} onClose={close} />
      )}
    </>
  );
}
