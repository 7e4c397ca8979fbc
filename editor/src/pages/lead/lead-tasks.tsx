import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { DueText } from '../tasks/due-text.tsx';
import { KindTile } from '../tasks/kind-tile.tsx';
import classes from './lead-side.module.css';
import own from './lead-tasks.module.css';

const SHOWN = 5;

/** What people still have to do about the lead; nothing where that is nothing. */
export function LeadTasks({ leadId }: { leadId: string }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const open = useQuery(query.tasks.list.queryOptions({ input: { status: 'open', leadId, limit: SHOWN } }));
  const items = open.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section className={classes.section}>
      <header className={classes.head}>
        <h2 className={classes.title}>{t('tasks.ofLead')}</h2>
        <Link to="/tasks" search={{ lead: leadId }} className={classes.meta}>
          {t('tasks.allOfLead')}
        </Link>
      </header>
      <ul>
        {items.map((task) => (
          <li key={task.id} className={own.task}>
            <KindTile kind={task.kind} />
            <Link to="/tasks/$id" params={{ id: task.id }} search={{ lead: leadId }} className={own.title}>
              {task.title}
            </Link>
            <DueText task={task} />
          </li>
        ))}
      </ul>
    </section>
  );
}
