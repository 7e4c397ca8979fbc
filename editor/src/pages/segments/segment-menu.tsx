import { Menu } from '@mantine/core';
import { IconDots, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { Segment } from '@trellis/shared/api/segments.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './segment-page.module.css';

/** What can be done with a segment beside its members. */
export function SegmentMenu({ segment }: { segment: Segment }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  return (
    <>
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <IconButton label={t('segments.more')} icon={<IconDots />} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={14} aria-hidden="true" />}
            onClick={() => setAsked(true)}
          >
            {t('segments.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asked && <DeleteDialog segment={segment} onClose={() => setAsked(false)} />}
    </>
  );
}

/** Asks before it is gone; while workflows use it, names them instead. */
function DeleteDialog({ segment, onClose }: { segment: Segment; onClose: () => void }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const toast = useToast();
  const { id, name } = segment;
  const uses = useQuery(query.segments.uses.queryOptions({ input: { segmentId: id }, staleTime: 0 }));
  const archive = useMutation(query.segments.archive.mutationOptions());
  const kept = uses.data?.items ?? [];
  if (kept.length > 0) {
    return (
      <ConfirmDialog
        open
        title={t('segments.keptTitle', { name })}
        confirm={t('segments.kept')}
        onConfirm={onClose}
        onClose={onClose}
      >
        <p>{t('segments.keptText')}</p>
        <ul>
          {kept.map(({ workflow }) => (
            <li key={workflow.id} className={classes.use}>
              <Link to="/workflows/$id/edit" params={{ id: workflow.id }}>
                {workflow.name}
              </Link>
            </li>
          ))}
        </ul>
      </ConfirmDialog>
    );
  }
  const confirm = () =>
    archive.mutate(
      { segmentId: id },
      {
        onSuccess: () => {
          toast({ text: t('segments.deleted', { name }) });
          for (const queryKey of [query.segments.list.key(), query.catalog.things.key()])
            void queryClient.invalidateQueries({ queryKey });
          void navigate({ to: '/segments' });
        },
        // Somebody drew it in meanwhile: the next look names where.
        onError: () => void uses.refetch(),
      },
    );
  return (
    <ConfirmDialog
      open
      danger
      title={t('segments.deleteTitle', { name })}
      confirm={t('segments.deleteConfirm')}
      busy={archive.isPending || uses.isPending}
      error={archive.error ?? uses.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      {t('segments.deleteText', { count: segment.members })}
    </ConfirmDialog>
  );
}
