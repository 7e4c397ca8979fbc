import { IconRefresh } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Hook } from '@trellis/shared/api/hooks.ts';
import { MAY_DRAW } from '@trellis/shared/api/roles.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../api/use-api.tsx';
import { useMay } from '../api/use-reader.tsx';
import { Button } from '../ui/button.tsx';
import { CodeBlock } from '../ui/code-block.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { CopyField } from '../ui/copy-field.tsx';
import { problemOf } from '../ui/problem.ts';
import { useTimeFormat } from '../ui/time/use-time-format.ts';
import { useFormSources } from '../widgets/form-sources.ts';
import own from './address-section.module.css';
import { exampleCall } from './example-call.ts';
import classes from './inspector.module.css';

/** Where other systems call a step: the address, an example of a call by what the form says, and what was received last. */
export function AddressSection({ nodeId, config }: { nodeId: string; config: Readonly<Record<string, unknown>> }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const { workflowId } = useFormSources();
  const may = useMay(MAY_DRAW);
  const hook = useQuery(query.hooks.get.queryOptions({ input: { workflowId, nodeId }, enabled: may }));
  return (
    <section className={classes.section} aria-label={t('inspector.hook.title')}>
      {!may ? (
        <p className={classes.help}>{t('inspector.hook.hidden')}</p>
      ) : hook.data ? (
        <Address hook={hook.data} nodeId={nodeId} config={config} />
      ) : hook.isError ? (
        <div className={own.failed} role="alert">
          <span>
            {t('inspector.hook.failed')}: {problemOf(hook.error).title}
          </span>
          <Button size="row" onClick={() => void hook.refetch()}>
            {t('inspector.hook.retry')}
          </Button>
        </div>
      ) : (
        <div className={classes.waiting} role="status" aria-label={t('inspector.loading')} />
      )}
    </section>
  );
}

function Address(props: { hook: Hook; nodeId: string; config: Readonly<Record<string, unknown>> }) {
  const { hook, nodeId, config } = props;
  const { t } = useTranslation();
  const { query } = useApi();
  const { workflowId } = useFormSources();
  const cache = useQueryClient();
  const [asking, setAsking] = useState(false);
  const rotate = useMutation(
    query.hooks.rotate.mutationOptions({
      onSuccess: (next) => {
        cache.setQueryData(query.hooks.get.queryKey({ input: { workflowId, nodeId } }), next);
        setAsking(false);
      },
    }),
  );
  const call = exampleCall(hook.url, config);
  return (
    <>
      <CopyField label={t('inspector.hook.label')} value={hook.url} copyLabel={t('inspector.hook.copy')} />
      <p className={classes.help}>{t('inspector.hook.post')}</p>
      <Last hook={hook} />
      <div className={own.head}>
        <span>{t('inspector.hook.curl')}</span>
        <CopyButton text={call} label={t('inspector.hook.copyCurl')} iconOnly />
      </div>
      <CodeBlock label={t('inspector.hook.curl')}>{call}</CodeBlock>
      <div className={own.foot}>
        <Button size="row" icon={<IconRefresh size={14} stroke={1.75} />} onClick={() => setAsking(true)}>
          {t('inspector.hook.rotate')}
        </Button>
      </div>
      <ConfirmDialog
        open={asking}
        title={t('inspector.hook.rotateTitle')}
        confirm={t('inspector.hook.rotateConfirm')}
        busy={rotate.isPending}
        error={rotate.error}
        onConfirm={() => rotate.mutate({ workflowId, nodeId })}
        onClose={() => setAsking(false)}
      >
        {t('inspector.hook.rotateText')}
      </ConfirmDialog>
    </>
  );
}

/** What the latest call came to. */
function Last({ hook: { lastAt, lastCode } }: { hook: Hook }) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  if (lastAt === null) return <p className={own.last}>{t('inspector.hook.never')}</p>;
  const when = format.relative(lastAt);
  if (lastCode === 'accepted')
    return (
      <p className={own.last} data-good="">
        {t('inspector.hook.received', { when })}
      </p>
    );
  const why = t(`inspector.hook.why.${whyOf(lastCode)}`);
  return <p className={own.last}>{t('inspector.hook.refused', { when, why })}</p>;
}

function whyOf(code: string | null): 'notLive' | 'noLead' | 'body' | 'other' {
  if (code === 'not-live') return 'notLive';
  if (code === 'no-lead') return 'noLead';
  return code?.startsWith('body-') ? 'body' : 'other';
}
