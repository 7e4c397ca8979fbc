import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { MAY_OPERATE } from '@trellis/shared/api/roles.ts';
import type { Segment, SegmentUse } from '@trellis/shared/api/segments.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { useMay } from '../../api/use-reader.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Pill, type PillTone } from '../../ui/pill.tsx';
import { EnrolDialog } from '../leads/enrol-dialog.tsx';
import { EnrolMenu } from '../leads/enrol-menu.tsx';
import classes from './segment-page.module.css';

const TONES: Record<SegmentUse['status'], PillTone> = {
  live: 'brand',
  paused: 'warn',
  draft: 'line',
  stopped: 'plain',
  archived: 'plain',
};

/** Workflows that name the segment; those that start on entering it may take in who is there already (3.E7). */
export function SegmentUses({ segment }: { segment: Segment }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const mayOperate = useMay(MAY_OPERATE);
  const [enrolling, setEnrolling] = useState<{ id: string; name: string }>();
  const uses = useQuery(query.segments.uses.queryOptions({ input: { segmentId: segment.id } }));
  return (
    <section className={classes.section}>
      <h2 className={classes.label}>{t('segments.usedBy')}</h2>
      {uses.isError && (
        <ErrorState error={uses.error} what={t('segments.usesWhat')} onRetry={() => void uses.refetch()} />
      )}
      {uses.data?.items.length === 0 && <p className={classes.text}>{t('segments.usedNowhere')}</p>}
      <ul>
        {uses.data?.items.map((use) => (
          <li key={use.workflow.id} className={classes.use}>
            <Link to="/workflows/$id/edit" params={{ id: use.workflow.id }}>
              {use.workflow.name}
            </Link>
            <Pill small tone={TONES[use.status]}>
              {t(`workflows.${use.status}`)}
            </Pill>
            {!use.running && use.status !== 'draft' && <span className={classes.meta}>{t('segments.onlyDraft')}</span>}
            <span className={classes.grow} />
            {mayOperate && use.startsOnEntering && use.status === 'live' && (
              <Button size="row" onClick={() => setEnrolling(use.workflow)}>
                {t('segments.enrolMembers')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {mayOperate && segment.members > 0 && (
        <div className={classes.use}>
          <EnrolMenu label={t('segments.enrol')} segmentId={segment.id} onChoose={setEnrolling} />
        </div>
      )}
      {enrolling && (
        <EnrolDialog
          filter={{ segmentId: segment.id }}
          workflow={enrolling}
          segment={segment.name}
          onClose={() => setEnrolling(undefined)}
          onBegun={() => setEnrolling(undefined)}
        />
      )}
    </section>
  );
}
