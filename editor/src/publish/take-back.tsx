import { useQuery, useQueryClient } from '@tanstack/react-query';
import { TAKE_BACK_MS } from '@trellis/shared/api/publish-views.ts';
import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useApi } from '../api/use-api.tsx';
import type { VersionView, WorkflowView } from '../canvas/workflow-api.ts';
import { formatCount } from '../ui/format-number.ts';
import { problemOf } from '../ui/problem.ts';
import { useToast } from '../ui/toast.tsx';
import classes from './take-back.module.css';
import type { TakenBack } from './taken-back.tsx';

/** While it can be taken back, the numbers are asked for so often, ms; live changes come between. */
const ASK_AGAIN_MS = 2_000;

/** For 20 s after a publish, on whatever page of the workflow: who entered, what was sent, and the way back. The server's time decides. */
export function TakeBack({ workflow, onTaken }: { workflow: WorkflowView; onTaken: (taken: TakenBack) => void }) {
  const { query } = useApi();
  const version = workflow.currentVersion;
  const since = useQuery(
    query.versions.sincePublish.queryOptions({
      input: { workflowId: workflow.id, versionId: version?.id ?? '' },
      // Published by somebody, somewhere, a moment ago: whoever may publish may take it back.
      enabled: version !== null && workflow.canEdit,
      staleTime: 0,
      refetchInterval: ({ state }) => (state.data?.takeBackUntil ? ASK_AGAIN_MS : false),
    }),
  );
  const until = since.data?.takeBackUntil ?? null;
  const left = useSecondsLeft(until);
  // Between taking back and the answers that know of it.
  const [done, setDone] = useState<string>();
  if (!version || !since.data || left === 0 || version.id === done) return null;
  return (
    <Bar
      key={version.id}
      workflow={workflow}
      version={version}
      entered={since.data.entered}
      sent={since.data.sent}
      left={left}
      onTaken={(taken) => {
        setDone(version.id);
        onTaken(taken);
      }}
    />
  );
}

interface BarProps {
  workflow: WorkflowView;
  version: VersionView;
  entered: number;
  sent: number;
  /** Seconds. */
  left: number;
  onTaken: (taken: TakenBack) => void;
}

function Bar({ workflow, version, entered, sent, left, onTaken }: BarProps) {
  const { t } = useTranslation();
  const { call, query } = useApi();
  const queryClient = useQueryClient();
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const takeBack = async () => {
    setBusy(true);
    try {
      const { current, started, runs } = await call.versions.takeBack({
        workflowId: workflow.id,
        versionId: version.id,
      });
      onTaken({ number: current.number, gone: version.number, started, runs });
    } catch (error) {
      toast({ text: t('publish.takeBackFailed', { message: problemOf(error).title }), urgent: true });
    } finally {
      setBusy(false);
      for (const queryKey of [query.workflows.key(), query.versions.key(), query.counts.key()])
        void queryClient.invalidateQueries({ queryKey });
    }
  };
  const words = t('publish.soFar', {
    entered:
      entered === 0 ? t('publish.nobodyEntered') : t('publish.entered', { count: entered, n: formatCount(entered) }),
    sent: sent === 0 ? t('publish.nothingSent') : t('publish.sent', { count: sent, n: formatCount(sent) }),
  });
  return createPortal(
    <div className={classes.bar} data-take-back="">
      <Ring share={left / (TAKE_BACK_MS / 1000)} />
      <p className={classes.words} role="status">
        {t('publish.live', { version: version.number })} <span>{words}</span>
      </p>
      <button
        type="button"
        className={classes.act}
        aria-disabled={busy || undefined}
        onClick={() => !busy && void takeBack()}
      >
        {t('publish.takeBack')} <span aria-hidden="true">{t('publish.seconds', { n: left })}</span>
      </button>
    </div>,
    document.body,
  );
}

const RADIUS = 9;
const ROUND = 2 * Math.PI * RADIUS;

/** How much of the time is left, as a ring that empties. */
function Ring({ share }: { share: number }) {
  const circle = { cx: 11, cy: 11, r: RADIUS, fill: 'none', stroke: 'currentColor', strokeWidth: 2 };
  return (
    <svg className={classes.ring} width="22" height="22" viewBox="0 0 22 22" aria-hidden="true">
      <circle {...circle} opacity=".22" />
      <circle
        {...circle}
        className={classes.left}
        strokeLinecap="round"
        strokeDasharray={`${ROUND * Math.min(1, share)} ${ROUND * 2}`}
        transform="rotate(-90 11 11)"
      />
    </svg>
  );
}

/** Whole seconds until an instant, counted down to 0; never more than the whole time, for a reader's clock may be wrong. */
function useSecondsLeft(until: string | null): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (until === null) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [until]);
  if (until === null) return 0;
  return Math.min(TAKE_BACK_MS / 1000, Math.max(0, Math.ceil((Date.parse(until) - now) / 1000)));
}
