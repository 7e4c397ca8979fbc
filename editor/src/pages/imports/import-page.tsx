import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { Import } from '@trellis/shared/api/imports.ts';
import { MAY_OPERATE } from '@trellis/shared/api/roles.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { useMay } from '../../api/use-reader.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { Page } from '../../ui/page.tsx';
import { ScrollBody } from '../../ui/scroll-body.tsx';
import { REAL_CLOCK, TimeProvider, useTimeSetting } from '../../ui/time/clock.tsx';
import { Ended } from './ended.tsx';
import { ImportState } from './import-state.tsx';
import classes from './imports.module.css';
import { Mapping } from './mapping.tsx';
import { Running } from './running.tsx';
import { Uploading } from './uploading.tsx';

const route = getRouteApi('/signed-in/shell/leads/imports/$id');
/** While it runs the page asks so often, ms. */
const ASK_MS = 1_000;

/** One import, from its file to what became of it; found again by its address at any time. */
export default function ImportPage() {
  const { t } = useTranslation();
  const { query } = useApi();
  const { id } = route.useParams();
  const { zone } = useTimeSetting();
  const mayImport = useMay(MAY_OPERATE);
  const [asking, setAsking] = useState(false);
  const found = useQuery(
    query.imports.get.queryOptions({
      input: { importId: id },
      refetchInterval: ({ state }) => (state.data?.status === 'running' ? ASK_MS : false),
    }),
  );
  const file = found.data;
  const open = file && file.endedAt === null;
  const cancel = open && mayImport && file.status !== 'ready' && (
    <Button onClick={() => setAsking(true)}>{t('imports.cancel')}</Button>
  );
  return (
    <TimeProvider clock={REAL_CLOCK} zone={zone}>
      <Page
        title={file?.name ?? t('imports.title')}
        note={file && <ImportState import={file} />}
        crumbs={[
          { label: t('leads.title'), to: '/leads' },
          { label: t('imports.title'), to: '/leads/imports' },
        ]}
        actions={cancel}
      >
        <ScrollBody>
          <div className={classes.body}>
            {found.isError && (
              <ErrorState
                error={found.error}
                what={t('imports.whatOne')}
                onRetry={file ? undefined : () => void found.refetch()}
              />
            )}
            {file && (
              <Stage import={file} asOf={found.dataUpdatedAt} mayImport={mayImport} onCancel={() => setAsking(true)} />
            )}
          </div>
        </ScrollBody>
        {file && <CancelDialog import={file} open={asking} onClose={() => setAsking(false)} />}
      </Page>
    </TimeProvider>
  );
}

function Stage({
  import: file,
  asOf,
  mayImport,
  onCancel,
}: {
  import: Import;
  asOf: number;
  mayImport: boolean;
  onCancel: () => void;
}) {
  const { t } = useTranslation();
  switch (file.status) {
    case 'uploading':
      if (!mayImport) return <p className={classes.lead}>{t('imports.notAllowed')}</p>;
      // The last piece is here: only the look at the file is left.
      return isWhole(file) ? <Mapping import={file} onCancel={onCancel} /> : <Uploading import={file} />;
    case 'ready':
      return mayImport ? (
        <Mapping import={file} onCancel={onCancel} />
      ) : (
        <p className={classes.lead}>{t('imports.notAllowed')}</p>
      );
    case 'running':
      return <Running import={file} now={asOf} />;
    case 'done':
    case 'cancelled':
    case 'failed':
      return <Ended import={file} />;
    default:
      return file.status satisfies never;
  }
}

const isWhole = ({ uploaded, size }: Import): boolean => uploaded >= size;

function CancelDialog({ import: file, open, onClose }: { import: Import; open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const queryClient = useQueryClient();
  const cancel = useMutation(query.imports.cancel.mutationOptions());
  return (
    <ConfirmDialog
      open={open}
      title={t('imports.cancelTitle', { name: file.name })}
      confirm={t('imports.cancel')}
      danger
      busy={cancel.isPending}
      error={cancel.error}
      onConfirm={() =>
        cancel.mutate(
          { importId: file.id },
          {
            onSuccess: (now) => {
              queryClient.setQueryData(query.imports.get.queryKey({ input: { importId: file.id } }), now);
              onClose();
            },
          },
        )
      }
      onClose={onClose}
    >
      {file.startedAt
        ? t('imports.cancelRunning', { number: formatCount(file.records) })
        : t('imports.cancelUploading')}
    </ConfirmDialog>
  );
}
