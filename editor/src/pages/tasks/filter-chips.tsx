import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Task } from '@trellis/shared/api/tasks.ts';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import classes from './filter-chips.module.css';
import type { TaskSearch } from './task-filter.ts';

/** The filters a link brought: lead, workflow, step. Each can be taken away. `some`: a task they let through, which knows their names. */
export function FilterChips({ search, some }: { search: TaskSearch; some: Task | undefined }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const lead = useQuery(
    query.leads.get.queryOptions({ input: { leadId: search.lead ?? '' }, enabled: search.lead !== undefined }),
  );
  const leadName = lead.data?.name ?? some?.lead.name ?? '…';
  return (
    <>
      {search.lead && <Chip label={t('tasks.onlyLead')} value={leadName} without={{ ...search, lead: undefined }} />}
      {search.workflow && (
        <Chip
          label={t('tasks.onlyWorkflow')}
          value={some?.workflow.name ?? '…'}
          without={{ ...search, workflow: undefined, step: undefined }}
        />
      )}
      {search.step && (
        <Chip label={t('tasks.onlyStep')} value={some?.title ?? ''} without={{ ...search, step: undefined }} />
      )}
    </>
  );
}

function Chip({ label, value, without }: { label: string; value: string; without: TaskSearch }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <span className={classes.chip}>
      <span>{label}</span> <b>{value}</b>
      <button
        type="button"
        aria-label={t('tasks.takeAway', { what: `${label} ${value}` })}
        onClick={() => void navigate({ to: '/tasks', search: without })}
      >
        <IconX size={12} stroke={2} aria-hidden="true" />
      </button>
    </span>
  );
}
