import { Menu } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { Task } from '@trellis/shared/api/tasks.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import classes from './owner-menu.module.css';
import { useTaskChange } from './use-task-change.ts';

/** Whose the task is; opened, to whom it can be given. `may`: the reader may change it. */
export function OwnerMenu({ task, may }: { task: Task; may: boolean }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const [opened, setOpened] = useState(false);
  const people = useQuery(query.people.list.queryOptions({ enabled: opened }));
  const assign = useMutation(query.tasks.assign.mutationOptions());
  const { changed, refused } = useTaskChange();
  const owner = task.assignee;
  if (!may) {
    return (
      <span className={classes.owner}>
        {owner && <Avatar id={owner.id} name={owner.name} size={18} />}
        {owner?.name ?? t('tasks.nobody')}
      </span>
    );
  }
  const give = (assignee: string | null) =>
    assign.mutate(
      { taskId: task.id, assignee },
      {
        onSuccess: (after) =>
          changed(after, after.assignee ? t('tasks.assigned', { name: after.assignee.name }) : t('tasks.unassigned')),
        onError: refused,
      },
    );
  return (
    <Menu position="bottom-end" width={236} opened={opened} onChange={setOpened}>
      <Menu.Target>
        <Button
          busy={assign.isPending}
          aria-label={`${t('tasks.owner')}: ${owner?.name ?? t('tasks.nobody')}`}
          icon={
            owner ? (
              <Avatar id={owner.id} name={owner.name} size={18} />
            ) : (
              <IconUserPlus stroke={1.75} aria-hidden="true" />
            )
          }
        >
          {owner?.name ?? t('tasks.nobody')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item disabled={owner === null} onClick={() => give(null)}>
          {t('tasks.nobody')}
        </Menu.Item>
        {people.data?.members.map(({ id, name, you }) => (
          <Menu.Item key={id} disabled={id === owner?.id} onClick={() => give(id)}>
            {you ? t('tasks.you', { name }) : name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
