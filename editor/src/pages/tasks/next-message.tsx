import { useQuery } from '@tanstack/react-query';
import type { Task } from '@trellis/shared/api/tasks.ts';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { MailFrame } from '../../ui/mail-frame.tsx';
import classes from './next-message.module.css';
import pane from './task-pane.module.css';

/** What the first outcome of an approval would send, rendered for this lead as it is now. */
export function NextMessage({ task }: { task: Task }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const next = useQuery(query.tasks.nextMessage.queryOptions({ input: { taskId: task.id }, staleTime: 0 }));
  const outcome = task.outcomes[0]?.label ?? '';
  const message = next.data?.message;
  return (
    <section className={pane.section}>
      <h3 className={pane.label}>{t('tasks.next', { outcome })}</h3>
      {next.isError && <ErrorState error={next.error} what={t('tasks.nextWhat')} onRetry={() => void next.refetch()} />}
      {next.data && !message && <p className={classes.hint}>{t('tasks.nextNothing', { outcome })}</p>}
      {message?.problem && <p className={classes.problem}>{t('tasks.nextProblem', { problem: message.problem })}</p>}
      {message && !message.problem && (
        <>
          {message.subject && <p className={classes.subject}>{message.subject}</p>}
          <p className={classes.hint}>
            {message.from && `${t('tasks.from', { from: message.from })} `}
            {t('tasks.to', { to: message.to ?? t('tasks.noRecipient') })}
          </p>
          {message.html ? (
            <MailFrame className={classes.mail} title={t('tasks.frame')} html={message.html} />
          ) : (
            <p className={classes.paper}>{message.text}</p>
          )}
        </>
      )}
    </section>
  );
}
