import { IconClock, IconPlayerPlay, IconShieldCheck } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { AttentionCause } from '@trellis/shared/api/attention.ts';
import { MAY_OPERATE } from '@trellis/shared/api/roles.ts';
import type { ControlAction } from '@trellis/shared/api/run-control.ts';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { useMay } from '../../api/use-reader.tsx';
import { JobDialog } from '../../run-control/job-dialog.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { useTimeFormat } from '../../ui/time/use-time-format.ts';
import { useToast } from '../../ui/toast.tsx';
import classes from './fix.module.css';

/** Runs a minute to choose from; 0: all at once. */
const PACES = [20, 60, 300, 0] as const;
const MINUTE = 60_000;

/** What to do in order, and the one button that does the last of it to all runs of the cause. */
export function Fix({ cause }: { cause: AttentionCause }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const format = useTimeFormat();
  const toast = useToast();
  const queryClient = useQueryClient();
  const mayAct = useMay(MAY_OPERATE);
  const paceId = useId();
  const [pace, setPace] = useState<number>(cause.runs > 20 ? 20 : 0);
  const [asked, setAsked] = useState<'skip-step' | 'exit'>();
  const start = useMutation(query.controlJobs.start.mutationOptions());
  const count = cause.fix === 'retry' ? cause.parked : cause.runs;
  const begin = (action: ControlAction, filter = cause.filter) =>
    start.mutate(
      { filter, action, ...(pace > 0 ? { perMinute: pace } : {}) },
      {
        onSuccess: (job) => {
          toast({ text: t('attention.started', { n: t('attention.runs', { count: job.total }) }) });
          for (const queryKey of [query.controlJobs.key(), query.attention.key()])
            void queryClient.invalidateQueries({ queryKey });
        },
        onError: (error) => toast({ text: t('attention.startFailed', { message: error.message }), urgent: true }),
      },
    );
  const { fix } = cause;
  const only = cause.places.length === 1 ? cause.places[0] : undefined;
  return (
    <aside aria-label={t('attention.suggested')}>
      <h2 className={classes.label}>{t('attention.suggested')}</h2>
      <ol className={classes.card}>
        {cause.steps.map((step, index) => (
          <li key={step.title} className={classes.step}>
            <span className={classes.number} aria-hidden="true">
              {index + 1}
            </span>
            <div className={classes.words}>
              <b>{step.title}</b>
              <p>{step.text}</p>
              {index === 0 && only && cause.kind === 'failing' && (
                <Link
                  to="/workflows/$id/edit"
                  params={{ id: only.workflow.id }}
                  search={{ node: only.nodeId }}
                  className={buttonClass({ size: 'row' }, classes.open)}
                >
                  {t('attention.openStep', { name: only.name })}
                </Link>
              )}
              {fix && mayAct && index === cause.steps.length - 1 && (
                <div className={classes.pace}>
                  <label htmlFor={paceId} className="tr-hidden">
                    {t('attention.pace')}
                  </label>
                  <select id={paceId} value={pace} onChange={(event) => setPace(Number(event.target.value))}>
                    {PACES.map((n) => (
                      <option key={n} value={n}>
                        {n === 0 ? t('attention.atOnce') : t('attention.perMinute', { n })}
                      </option>
                    ))}
                  </select>
                  <span>
                    {pace === 0
                      ? t('attention.readyAtOnce')
                      : t('attention.ready', { length: format.duration(Math.ceil(count / pace) * MINUTE) })}
                  </span>
                </div>
              )}
            </div>
          </li>
        ))}
      </ol>
      {mayAct && fix && (
        <Button
          look="primary"
          wide
          className={classes.go ?? ''}
          busy={start.isPending}
          icon={<IconPlayerPlay size={14} stroke={1.75} aria-hidden="true" />}
          onClick={() =>
            begin(
              { kind: fix },
              fix === 'retry' ? { ...cause.filter, status: 'parked' } : { ...cause.filter, status: 'active' },
            )
          }
        >
          {fix === 'retry' ? t('attention.resume', { count }) : t('attention.again', { count })}
        </Button>
      )}
      {mayAct && cause.kind === 'failing' && (
        <div className={classes.others}>
          <Button className={classes.second ?? ''} onClick={() => setAsked('skip-step')}>
            {t('attention.skip', { n: formatCount(cause.runs) })}
          </Button>
          <Button look="danger" onClick={() => setAsked('exit')}>
            {t('attention.exit', { n: formatCount(cause.runs) })}
          </Button>
        </div>
      )}
      <p className={classes.note}>
        <IconShieldCheck size={14} stroke={1.75} aria-hidden="true" />
        {t('attention.twice')}
      </p>
      <Deadline cause={cause} />
      {asked && (
        <JobDialog
          filter={cause.filter}
          action={{ kind: asked }}
          danger={asked === 'exit'}
          title={t(asked === 'exit' ? 'attention.exitTitle' : 'attention.skipTitle', { count: cause.runs })}
          confirm={(n) => t(asked === 'exit' ? 'attention.exitConfirm' : 'attention.skipConfirm', { n })}
          onClose={() => setAsked(undefined)}
        >
          <p>{t(asked === 'exit' ? 'attention.exitText' : 'attention.skipText')}</p>
        </JobDialog>
      )}
    </aside>
  );
}

/** What happens by itself, and when: the promise beside the button. */
function Deadline({ cause }: { cause: AttentionCause }) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const { parked, nextTryAt, parksAt } = cause;
  const words =
    parksAt && nextTryAt
      ? t('attention.parks', { when: format.moment(parksAt), next: format.moment(nextTryAt) })
      : parked > 0
        ? t('attention.parked', { count: parked })
        : undefined;
  if (!words) return null;
  return (
    <p className={classes.note}>
      <IconClock size={14} stroke={1.75} aria-hidden="true" />
      {words}
    </p>
  );
}
