import { Link } from '@tanstack/react-router';
import type { Task } from '@trellis/shared/api/tasks.ts';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../../ui/avatar.tsx';
import { DueText } from './due-text.tsx';
import { KindTile } from './kind-tile.tsx';
import type { TaskSearch } from './task-filter.ts';
import classes from './task-list.module.css';

interface Props {
  rows: readonly Task[];
  chosen: string | undefined;
  /** Stays in the address of each. */
  search: TaskSearch;
}

/** Tasks as two lines each: what is to do and when, for whom and whose. */
export function TaskList({ rows, chosen, search }: Props) {
  const { t } = useTranslation();
  return (
    <ul aria-label={t('tasks.list')}>
      {rows.map((task) => (
        <li key={task.id} className={classes.item}>
          <Link
            to="/tasks/$id"
            params={{ id: task.id }}
            search={search}
            className={classes.row}
            aria-current={task.id === chosen ? 'true' : undefined}
            data-chosen={task.id === chosen || undefined}
          >
            <KindTile kind={task.kind} />
            <span className={classes.text}>
              <span className={classes.line}>
                <span className={classes.title}>
                  <span className="tr-hidden">{t(`tasks.kind.${task.kind}`)}: </span>
                  {task.title}
                </span>
                <DueText task={task} />
              </span>
              <span className={classes.line}>
                <span className={classes.lead}>
                  <b>{task.lead.name}</b> {task.lead.company ?? ''}
                </span>
                {task.assignee ? (
                  <span className={classes.owner}>
                    <Avatar id={task.assignee.id} name={task.assignee.name} size={18} />
                    {task.assignee.name}
                  </span>
                ) : (
                  <span className={classes.owner}>{t('tasks.nobody')}</span>
                )}
              </span>
              <span className={classes.workflow}>{task.workflow.name}</span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
