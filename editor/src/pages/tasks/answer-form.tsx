import { IconUserCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { MAY_OPERATE } from '@trellis/shared/api/roles.ts';
import type { Task } from '@trellis/shared/api/tasks.ts';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { useMay, useReader } from '../../api/use-reader.tsx';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { useTimeFormat } from '../../ui/time/use-time-format.ts';
import classes from './answer-form.module.css';
import { outcomeOf } from './due-text.tsx';
import { useTaskChange } from './use-task-change.ts';

const route = getRouteApi('/signed-in/shell/tasks');

/*
 * open ──answered here──▶ saved, the next task opens
 *   └──closed by somebody else meanwhile──▶ says by whom and how; what was typed stays
 */

/** The answers of a task as buttons, with a note. The keys 1 to 9 answer too, unless something is being typed. */
export function AnswerForm({ task, next }: { task: Task; next: Task | undefined }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const { user } = useReader();
  const navigate = useNavigate();
  const search = route.useSearch();
  const format = useTimeFormat();
  const mayAct = useMay(MAY_OPERATE);
  const [note, setNote] = useState('');
  const [answered, setAnswered] = useState(false);
  const complete = useMutation(query.tasks.complete.mutationOptions());
  const { changed, refused } = useTaskChange();
  const open = task.status === 'open';
  const answer = (outcome: string) => {
    if (complete.isPending) return;
    setAnswered(true);
    complete.mutate(
      { taskId: task.id, outcome, ...(note.trim() ? { note: note.trim() } : {}) },
      {
        onSuccess: (after) => {
          const said = { outcome: outcomeOf(after), lead: after.lead.name };
          changed(after, next ? t('tasks.savedNext', { ...said, next: next.title }) : t('tasks.saved', said));
          if (next) void navigate({ to: '/tasks/$id', params: { id: next.id }, search });
        },
        onError: refused,
      },
    );
  };
  useNumberKeys(open && mayAct, (place) => {
    const outcome = task.outcomes[place - 1];
    if (outcome) answer(outcome.id);
  });

  if (!open) {
    const who = task.decidedBy?.name ?? '';
    const when = task.decidedAt ? format.relative(task.decidedAt) : '';
    const lost = note.trim() !== '' || (answered && complete.isError);
    return (
      <footer className={classes.foot} aria-live="polite">
        <Callout
          icon={<IconUserCheck stroke={1.75} aria-hidden="true" />}
          title={
            task.status === 'withdrawn'
              ? t('tasks.closedWithdrawn')
              : lost && task.decidedBy?.id !== user.id
                ? t('tasks.closedTitle', { name: who, when })
                : t('tasks.doneTitle', { name: who, outcome: outcomeOf(task) })
          }
        >
          {task.status === 'withdrawn'
            ? t('tasks.closedWithdrawnText')
            : lost && task.decidedBy?.id !== user.id
              ? t('tasks.closedOutcome', { outcome: outcomeOf(task) })
              : when}
        </Callout>
        {lost && note.trim() !== '' && <p className={classes.kept}>{note}</p>}
      </footer>
    );
  }
  if (!mayAct) return null;
  return (
    <footer className={classes.foot}>
      <TextArea label={t('tasks.note')} hint={t('tasks.noteHint')} maxLength={4_000} value={note} onChange={setNote} />
      <div className={classes.answers}>
        {task.outcomes.map(({ id, label }, index) => (
          <Button
            key={id}
            look={index === 0 ? 'primary' : 'default'}
            busy={complete.isPending && complete.variables.outcome === id}
            blocked={complete.isPending && complete.variables.outcome !== id}
            aria-keyshortcuts={index < 9 ? String(index + 1) : undefined}
            onClick={() => answer(id)}
          >
            {label}
            {index < 9 && (
              <span className={classes.key} aria-hidden="true">
                <Kbd>{String(index + 1)}</Kbd>
              </span>
            )}
          </Button>
        ))}
      </div>
    </footer>
  );
}

/** Calls back with 1 to 9 when such a key is pressed alone, outside of fields, menus and dialogs. */
function useNumberKeys(on: boolean, press: (place: number) => void) {
  const latest = useRef(press);
  useEffect(() => {
    latest.current = press;
  });
  useEffect(() => {
    if (!on) return;
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || !/^[1-9]$/.test(event.key)) return;
      const target = event.target instanceof Element ? event.target : null;
      if (target?.closest('input, textarea, select, [contenteditable], [role="menu"], [role="dialog"]')) return;
      latest.current(Number(event.key));
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [on]);
}
