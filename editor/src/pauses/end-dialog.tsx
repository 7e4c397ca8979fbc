import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../api/use-api.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { formatCount } from '../ui/format-number.ts';
import { useToast } from '../ui/toast.tsx';
import classes from './choice.module.css';
import { Choice, ReasonField } from './choice.tsx';
import { usePausing } from './use-pauses.ts';
import type { MenuWorkflow } from './workflow-menu.tsx';

/** Stops or archives a workflow: says how many are in it, and asks whether they finish or end. */
export function EndDialog({
  workflow,
  status,
  onClose,
}: {
  workflow: MenuWorkflow;
  status: 'stopped' | 'archived';
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { call, query } = useApi();
  const toast = useToast();
  const pausing = usePausing();
  const [runs, setRuns] = useState<'finish' | 'end'>('finish');
  const [reason, setReason] = useState('');
  const { id, name } = workflow;
  // Asked anew: what the list said may be old, and a canvas knows its own version only.
  const rows = useQuery(query.workflows.list.queryOptions({ input: {} }));
  const row = rows.data?.items.find((one) => one.id === id);
  const active = row ? row.active + row.parked : (workflow.active ?? 0);
  const verb = status === 'stopped' ? 'stop' : 'archive';
  const choice = active === 0 ? 'Nobody' : runs === 'end' ? 'End' : 'Finish';
  const confirm = async () => {
    const asked = { workflowId: id, status, runs, ...(reason.trim() ? { reason: reason.trim() } : {}) };
    if (!(await pausing.during(() => call.workflows.setStatus(asked)))) return;
    toast({ text: t(`pauses.workflow.done.${status}`, { name }) });
    onClose();
  };
  return (
    <ConfirmDialog
      open
      danger={active > 0 && runs === 'end'}
      title={t(`pauses.workflow.${verb}Title`, { name })}
      confirm={t(`pauses.workflow.${verb}${choice}`, { n: formatCount(active) })}
      busy={pausing.busy || rows.isPending}
      error={pausing.error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <p>
        {t(`pauses.workflow.${verb}Text`)} {active > 0 && t('pauses.workflow.running', { count: active })}
      </p>
      <div className={classes.form}>
        {active > 0 && (
          <Choice
            label={t('pauses.workflow.runs')}
            value={runs}
            options={(['finish', 'end'] as const).map((value) => ({
              value,
              label: t(`pauses.workflow.${value}`),
              text: t(`pauses.workflow.${value}Text`),
            }))}
            onChange={setRuns}
          />
        )}
        <ReasonField label={t('pauses.dialog.reason')} value={reason} onChange={setReason} />
      </div>
    </ConfirmDialog>
  );
}
