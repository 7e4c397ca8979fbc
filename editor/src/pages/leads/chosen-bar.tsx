import { Menu } from '@mantine/core';
import { IconListCheck } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { LeadFilterInput } from '@trellis/shared/api/enrol-jobs.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { problemOf } from '../../ui/problem.ts';
import { useToast } from '../../ui/toast.tsx';
import { useProblemText } from '../../ui/use-problem-text.ts';
import classes from './chosen-bar.module.css';
import { EnrolDialog } from './enrol-dialog.tsx';
import { type ChosenWorkflow, EnrolMenu } from './enrol-menu.tsx';

/** Leads that one call takes. */
export const MOST_CHOSEN = 200;

/** Some leads by their ids, or all that a filter lets through. */
type Chosen =
  | { kind: 'some'; leadIds: readonly string[] }
  | { kind: 'all'; filter: LeadFilterInput /** As written: "9,812", "10,000+". */; number: string };

interface Props {
  chosen: Chosen;
  /** How many there are in all, as written; absent where all are chosen. */
  matching?: string;
  /** Chooses all that the list shows now. */
  onShown: () => void;
  /** Chooses all that match, also those not shown. */
  onAll: () => void;
  onClear: () => void;
}

/** The bar at the foot while leads are chosen: 52 px, what can be done with all of them. */
export function ChosenBar({ chosen, matching, onShown, onAll, onClear }: Props) {
  const { t } = useTranslation();
  const [workflow, setWorkflow] = useState<ChosenWorkflow>();
  const number = chosen.kind === 'all' ? chosen.number : formatCount(chosen.leadIds.length);
  const words = chosen.kind === 'all' ? t('enrol.allSelected', { number }) : t('leads.chosen', { number });
  const done = () => {
    setWorkflow(undefined);
    onClear();
  };
  return (
    <section className={classes.bar} aria-label={words}>
      <span className={classes.count} aria-live="polite">
        {words}
      </span>
      {chosen.kind === 'some' && (
        <>
          <Button look="ghost" onClick={onShown}>
            {t('leads.chooseAll')}
          </Button>
          {matching && (
            <Button look="ghost" onClick={onAll}>
              <span className={classes.all}>{t('enrol.selectAll', { number: matching })}</span>
            </Button>
          )}
        </>
      )}
      <Button look="ghost" onClick={onClear}>
        {t('leads.clearChosen')}
      </Button>
      <EnrolMenu label={t('leads.enrolIn', { number })} onChoose={setWorkflow} />
      {chosen.kind === 'some' && <AddToSegment leadIds={chosen.leadIds} onDone={onClear} />}
      {workflow && chosen.kind === 'some' && (
        <EnrolSome leadIds={chosen.leadIds} workflow={workflow} onClose={() => setWorkflow(undefined)} onDone={done} />
      )}
      {workflow && chosen.kind === 'all' && (
        <EnrolDialog filter={chosen.filter} workflow={workflow} onClose={() => setWorkflow(undefined)} onBegun={done} />
      )}
    </section>
  );
}

/** Puts the chosen leads into a list that people keep. */
function AddToSegment({ leadIds, onDone }: { leadIds: readonly string[]; onDone: () => void }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const toast = useToast();
  const problemText = useProblemText();
  const queryClient = useQueryClient();
  const segments = useQuery(query.segments.list.queryOptions());
  const change = useMutation(query.segments.changeMembers.mutationOptions());
  const lists = segments.data?.items.filter(({ condition }) => condition === null) ?? [];
  const add = (segmentId: string, segment: string) =>
    change.mutate(
      { segmentId, change: 'add', leadIds: [...leadIds] },
      {
        onSuccess: ({ changed }) => {
          toast({ text: t('enrol.added', { count: changed, segment }) });
          void queryClient.invalidateQueries({ queryKey: query.segments.key() });
          onDone();
        },
        onError: (error) =>
          toast({ text: t('enrol.failed', { why: problemText(problemOf(error)).sentence }), urgent: true }),
      },
    );
  return (
    <Menu position="top-start" width={264}>
      <Menu.Target>
        <Button busy={change.isPending} icon={<IconListCheck aria-hidden="true" />}>
          {t('enrol.addTo')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {lists.length === 0 && <Menu.Label>{t('enrol.noList')}</Menu.Label>}
        {lists.map(({ id, name }) => (
          <Menu.Item key={id} onClick={() => add(id, name)}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

interface DialogProps {
  leadIds: readonly string[];
  workflow: ChosenWorkflow;
  onClose: () => void;
  onDone: () => void;
}

/** Says who would enter and why others would not, before anything is changed. */
function EnrolSome({ leadIds, workflow, onClose, onDone }: DialogProps) {
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
