import { IconChecklist } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import classes from './tasks-here.module.css';

/** Leads from a step that asks people to its open tasks; nothing where there are none. */
export function TasksHere({ workflowId, nodeId }: { workflowId: string; nodeId: string }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const open = useQuery(query.tasks.list.queryOptions({ input: { status: 'open', workflowId, nodeId, limit: 1 } }));
  if (!open.data || open.data.items.length === 0) return null;
  return (
    <Link to="/tasks" search={{ workflow: workflowId, step: nodeId }} className={classes.link}>
      <IconChecklist size={16} stroke={1.75} aria-hidden="true" />
      {t('tasks.atStep')}
    </Link>
  );
}
