import { Tooltip } from '@mantine/core';
import type { Task } from '@trellis/shared/api/tasks.ts';
import { useTranslation } from 'react-i18next';
import { useTimeFormat } from '../../ui/time/use-time-format.ts';
import classes from './due-text.module.css';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** When a task is due, or how it was closed; the full moment in its tooltip. Times are workspace time. */
export function DueText({ task }: { task: Task }) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  if (task.status === 'withdrawn') return <span className={classes.text}>{t('tasks.withdrawn')}</span>;
  if (task.status === 'done')
    return (
      <span className={classes.text}>
        {t('tasks.doneAt', {
          outcome: outcomeOf(task),
          when: task.decidedAt ? format.relative(task.decidedAt) : '',
        })}
      </span>
    );
  if (task.dueAt === null) return null;
  const left = Date.parse(task.dueAt) - format.now;
  const length = format.duration(Math.max(MINUTE, Math.floor(Math.abs(left) / MINUTE) * MINUTE));
  const words =
    left < 0
      ? t('tasks.overdueBy', { length })
      : left < DAY
        ? t('tasks.dueIn', { length })
        : t('tasks.due', { when: format.moment(task.dueAt) });
  return (
    <Tooltip label={format.moment(task.dueAt)}>
      <time dateTime={task.dueAt} className={classes.text} data-overdue={left < 0 || undefined}>
        {words}
      </time>
    </Tooltip>
  );
}

/** The label of the outcome a task was answered with. */
export function outcomeOf({ outcome, outcomes }: Pick<Task, 'outcome' | 'outcomes'>): string {
  return outcomes.find(({ id }) => id === outcome)?.label ?? outcome ?? '';
}
