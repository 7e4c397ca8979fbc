import { Menu } from '@mantine/core';
import { IconSitemap } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { Lead } from '@trellis/shared/api/leads.ts';
import type { WorkflowRow } from '@trellis/shared/api/workflows.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { useToast } from '../../ui/toast.tsx';

/** Puts the lead into a live workflow by hand, after naming it once more. */
export function AddToWorkflow({ lead }: { lead: Lead }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const toast = useToast();
  const [chosen, setChosen] = useState<WorkflowRow>();
  const workflows = useQuery(query.workflows.list.queryOptions({ input: { status: 'live' } }));
  const enrol = useMutation(query.leads.enrol.mutationOptions());
  const close = () => {
    setChosen(undefined);
    enrol.reset();
  };
  const confirm = (workflow: WorkflowRow) =>
    enrol.mutate(
      { leadId: lead.id, workflowId: workflow.id },
      {
        onSuccess: () => {
          toast({ text: t('lead.enrolled', { name: lead.name, workflow: workflow.name }) });
          close();
        },
      },
    );
  const live = workflows.data?.items ?? [];
  return (
    <>
      <Menu position="bottom-end" width={264}>
        <Menu.Target>
          <Button icon={<IconSitemap aria-hidden="true" />}>{t('lead.addToWorkflow')}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {live.length === 0 && <Menu.Label>{t('lead.noLiveWorkflow')}</Menu.Label>}
          {live.map((workflow) => (
            <Menu.Item key={workflow.id} onClick={() => setChosen(workflow)}>
              {workflow.name}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {chosen && (
        <ConfirmDialog
          open
          title={t('lead.enrolTitle', { name: lead.name, workflow: chosen.name })}
          confirm={t('lead.enrol')}
          busy={enrol.isPending}
          error={enrol.error}
          onConfirm={() => confirm(chosen)}
          onClose={close}
        >
          {t('lead.enrolText')}
        </ConfirmDialog>
      )}
    </>
  );
}
