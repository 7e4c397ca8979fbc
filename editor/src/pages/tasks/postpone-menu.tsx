import { Menu } from '@mantine/core';
import { IconClock } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { Task } from '@trellis/shared/api/tasks.ts';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { Button } from '../../ui/button.tsx';
import { useTimeFormat } from '../../ui/time/use-time-format.ts';
import { laterMoments } from './due.ts';
import { useTaskChange } from './use-task-change.ts';

/** Gives a task a later due time, of a few ready ones; each says what moment it means. */
export function PostponeMenu({ task }: { task: Task }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const format = useTimeFormat();
  const postpone = useMutation(query.tasks.postpone.mutationOptions());
  const { changed, refused } = useTaskChange();
  const later = laterMoments(format.now, format.zone);
  const to = (at: number | null) =>
    postpone.mutate(
      { taskId: task.id, dueAt: at === null ? null : new Date(at).toISOString() },
      {
        onSuccess: (after) =>
          changed(
            after,
            after.dueAt ? t('tasks.postponed', { when: format.moment(after.dueAt) }) : t('tasks.postponedNever'),
          ),
        onError: refused,
      },
    );
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <Button busy={postpone.isPending} icon={<IconClock stroke={1.75} aria-hidden="true" />}>
          {t('tasks.postpone')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item rightSection={format.clock(later.hour)} onClick={() => to(later.hour)}>
          {t('tasks.postponeHour')}
        </Menu.Item>
        <Menu.Item rightSection={format.day(later.tomorrow)} onClick={() => to(later.tomorrow)}>
          {t('tasks.postponeTomorrow')}
        </Menu.Item>
        <Menu.Item rightSection={format.day(later.monday)} onClick={() => to(later.monday)}>
          {t('tasks.postponeMonday')}
        </Menu.Item>
        {task.dueAt !== null && <Menu.Item onClick={() => to(null)}>{t('tasks.postponeNever')}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}
