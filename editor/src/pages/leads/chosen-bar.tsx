import { Menu } from '@mantine/core';
import { IconSitemap } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { WorkflowRow } from '@trellis/shared/api/workflows.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { useToast } from '../../ui/toast.tsx';
import classes from './chosen-bar.module.css';

/** Leads that one call takes. */
export const MOST_CHOSEN = 200;

interface Props {
  leadIds: readonly string[];
  /** Chooses all that the list shows now. */
  onAll: () => void;
  onClear: () => void;
}

/** The bar at the foot while leads are chosen: 52 px, what can be done with all of them. */
export function ChosenBar({ leadIds, onAll, onClear }: Props) {
  const { t } = useTranslation();
  const { query } = useApi();
  const [workflow, setWorkflow] = useState<WorkflowRow>();
  const workflows = useQuery(query.workflows.list.queryOptions({ input: { status: 'live' } }));
  const live = workflows.data?.items ?? [];
  const number = formatCount(leadIds.length);
  return (
    <section className={classes.bar} aria-label={t('leads.chosen', { number })}>
      <span className={classes.count} aria-live="polite">
        {t('leads.chosen', { number })}
      </span>
      <Button look="ghost" onClick={onAll}>
        {t('leads.chooseAll')}
      </Button>
      <Button look="ghost" onClick={onClear}>
        {t('leads.clearChosen')}
      </Button>
      <Menu position="top-start" width={264}>
        <Menu.Target>
          <Button icon={<IconSitemap aria-hidden="true" />}>{t('leads.enrolIn', { number })}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {live.length === 0 && <Menu.Label>{t('leads.noLiveWorkflow')}</Menu.Label>}
          {live.map((row) => (
            <Menu.Item key={row.id} onClick={() => setWorkflow(row)}>
              {row.name}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {workflow && (
        <EnrolDialog
          leadIds={leadIds}
          workflow={workflow}
          onClose={() => setWorkflow(undefined)}
          onDone={() => {
            setWorkflow(undefined);
            onClear();
          }}
        />
      )}
    </section>
  );
}

interface DialogProps {
  leadIds: readonly string[];
  workflow: WorkflowRow;
  onClose: () => void;
  onDone: () => void;
}

/** Says who would enter and why others would not, before anything is changed. */
function EnrolDialog({ leadIds, workflow, onClose, onDone }: DialogProps) {
  const { t } = useTranslation();
  const { query } = useApi();
  const toast = useToast();
  const input = { leadIds: [...leadIds], workflowId: workflow.id };
  const dry = useQuery(query.leads.enrolMany.queryOptions({ input: { ...input, dry: true }, staleTime: 0 }));
  const enrol = useMutation(query.leads.enrolMany.mutationOptions());
  const entering = dry.data?.entered ?? 0;
  const confirm = () =>
    enrol.mutate(input, {
      onSuccess: ({ entered }) => {
        toast({ text: t('leads.enrolled', { number: formatCount(entered), workflow: workflow.name }) });
        onDone();
      },
    });
  return (
    <ConfirmDialog
      open
      title={t('leads.enrolTitle', { number: formatCount(leadIds.length), workflow: workflow.name })}
      confirm={t('leads.enrol', { number: formatCount(entering) })}
      busy={enrol.isPending || dry.isPending}
      error={enrol.error ?? dry.error}
      onConfirm={entering > 0 ? confirm : onClose}
      onClose={onClose}
    >
      {dry.isPending && t('leads.enrolCounting')}
      {dry.data && t('leads.enrolWould', { count: entering })}
      {dry.data?.refused.map((why) => (
        <span key={why.code} className={classes.refused}>
          {t('leads.enrolRefused', { number: formatCount(why.count), text: why.text })}
        </span>
      ))}
    </ConfirmDialog>
  );
}
