import { IconChevronLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { MAY_OPERATE } from '@trellis/shared/api/roles.ts';
import type { Task } from '@trellis/shared/api/tasks.ts';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { useMay } from '../../api/use-reader.tsx';
import pane from '../../ui/pane.module.css';
import { PaneState } from '../../ui/pane-state.tsx';
import { Pill } from '../../ui/pill.tsx';
import { AnswerForm } from './answer-form.tsx';
import { DueText, outcomeOf } from './due-text.tsx';
import { KindTile } from './kind-tile.tsx';
import { Lately, LeadCard } from './lead-card.tsx';
import { NextMessage } from './next-message.tsx';
import { OwnerMenu } from './owner-menu.tsx';
import { PostponeMenu } from './postpone-menu.tsx';
import classes from './task-pane.module.css';

const route = getRouteApi('/signed-in/shell/tasks');

/** One task: about whom, what to do, what an answer sends, and the answers. `next`: the task to open when this one is done. */
export function TaskPane({ id, next }: { id: string; next: Task | undefined }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const task = useQuery(query.tasks.get.queryOptions({ input: { taskId: id } }));
  if (task.isError || !task.data) {
    return (
      <div className={classes.pane}>
        <PaneState asked={task} what={t('tasks.taskWhat')} />
      </div>
    );
  }
  const { instructions, title } = task.data;
  return (
    <section className={classes.pane} aria-label={title}>
      <div className={classes.scroll}>
        <TaskHead task={task.data} />
        <LeadCard leadId={task.data.lead.id} />
        {instructions && (
          <section className={classes.section}>
            <h3 className={classes.label}>{t('tasks.instructions')}</h3>
            <p className={classes.instructions}>{instructions}</p>
          </section>
        )}
        {task.data.status === 'open' && task.data.kind === 'approval' && <NextMessage task={task.data} />}
        {task.data.note && (
          <section className={classes.section}>
            <h3 className={classes.label}>{t('tasks.note')}</h3>
            <p className={classes.instructions}>{task.data.note}</p>
          </section>
        )}
        <Lately leadId={task.data.lead.id} />
      </div>
      <AnswerForm task={task.data} next={next} />
    </section>
  );
}

function TaskHead({ task }: { task: Task }) {
  const { t } = useTranslation();
  const mayAct = useMay(MAY_OPERATE);
  const open = task.status === 'open';
  return (
    <header className={pane.head}>
      <Link to="/tasks" search={route.useSearch()} className={pane.back}>
        <IconChevronLeft size={16} stroke={1.75} aria-hidden="true" />
        {t('tasks.back')}
      </Link>
      <div className={classes.top}>
        <KindTile kind={task.kind} size={32} />
        <div className={classes.names}>
          <h2 className={pane.title}>{task.title}</h2>
          <p className={classes.meta}>
            <Link
              to="/workflows/$id/run/$runId"
              params={{ id: task.workflow.id, runId: task.runId }}
              className={classes.link}
            >
              {task.workflow.name}
            </Link>
            {open ? (
              <DueText task={task} />
            ) : (
              <Pill small tone={task.status === 'done' ? 'brand' : 'plain'}>
                {task.status === 'done' ? outcomeOf(task) : t('tasks.withdrawn')}
              </Pill>
            )}
          </p>
        </div>
        <div className={classes.actions}>
          <OwnerMenu task={task} may={mayAct && open} />
          {mayAct && open && task.kind !== 'approval' && <PostponeMenu task={task} />}
        </div>
      </div>
    </header>
  );
}
