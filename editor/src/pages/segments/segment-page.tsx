import { IconPencil, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { MAY_DRAW, MAY_OPERATE } from '@trellis/shared/api/roles.ts';
import type { Segment } from '@trellis/shared/api/segments.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { useMay } from '../../api/use-reader.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { Page } from '../../ui/page.tsx';
import { Pill } from '../../ui/pill.tsx';
import { TableSkeleton } from '../../ui/skeleton.tsx';
import { FormSourcesProvider } from '../../widgets/form-sources.ts';
import { EnrolProgress } from '../leads/enrol-progress.tsx';
import { AddMembers } from './add-members.tsx';
import { MembersTable } from './members-table.tsx';
import { RuleSentence } from './rule-sentence.tsx';
import { SegmentMenu } from './segment-menu.tsx';
import classes from './segment-page.module.css';
import { SegmentUses } from './segment-uses.tsx';
import { useSegmentSources } from './use-segment-sources.ts';

const route = getRouteApi('/signed-in/shell/segments/$id');
/** While members are looked for, their number grows without a message of its own, ms. */
const ASK_AGAIN = 2_000;

/** One segment: who is in, what it asks, and which workflows look at it. */
export default function SegmentPage() {
  const { t } = useTranslation();
  const { query } = useApi();
  const { id } = route.useParams();
  const sources = useSegmentSources();
  const segment = useQuery(
    query.segments.get.queryOptions({
      input: { segmentId: id },
      refetchInterval: ({ state }) => (state.data?.looking ? ASK_AGAIN : false),
    }),
  );
  const crumbs = [{ label: t('segments.title'), to: '/segments' as const }];
  if (!segment.data) {
    return (
      <Page title={t('segments.title')} crumbs={crumbs}>
        {segment.isError ? (
          <ErrorState error={segment.error} what={t('segments.segmentWhat')} onRetry={() => void segment.refetch()} />
        ) : (
          <TableSkeleton columns={[160, 160, 220, 100]} />
        )}
      </Page>
    );
  }
  return (
    <FormSourcesProvider value={sources}>
      <Page
        title={segment.data.name}
        crumbs={crumbs}
        note={<MemberCount segment={segment.data} />}
        actions={<Actions segment={segment.data} />}
      >
        <EnrolProgress segmentId={id} />
        <div className={classes.columns}>
          <MembersTable segment={segment.data} />
          <aside className={classes.side}>
            <section className={classes.section}>
              <h2 className={classes.label}>{t('segments.rule')}</h2>
              {segment.data.condition === null ? (
                <p className={classes.text}>{t('segments.byHand')}</p>
              ) : (
                <RuleSentence rule={segment.data.condition} />
              )}
              {segment.data.looking && <p className={classes.text}>{t('segments.lookingText')}</p>}
            </section>
            <SegmentUses segment={segment.data} />
          </aside>
        </div>
      </Page>
    </FormSourcesProvider>
  );
}

function MemberCount({ segment: { members, looking } }: { segment: Segment }) {
  const { t } = useTranslation();
  return (
    <span className={classes.count} aria-live="polite">
      {t('segments.memberCount', { count: members }).replace(String(members), formatCount(members))}
      {looking && <Pill small>{t('segments.looking')}</Pill>}
    </span>
  );
}

function Actions({ segment }: { segment: Segment }) {
  const { t } = useTranslation();
  const mayDraw = useMay(MAY_DRAW);
  const mayOperate = useMay(MAY_OPERATE);
  const [adding, setAdding] = useState(false);
  const list = segment.condition === null;
  return (
    <>
      {mayDraw && (
        <Link to="/segments/$id/edit" params={{ id: segment.id }} className={buttonClass({ look: 'ghost' })}>
          <IconPencil stroke={1.75} aria-hidden="true" />
          {t('segments.edit')}
        </Link>
      )}
      {list && mayOperate && (
        <Button look="primary" icon={<IconPlus aria-hidden="true" />} onClick={() => setAdding(true)}>
          {t('segments.add')}
        </Button>
      )}
      {mayDraw && <SegmentMenu segment={segment} />}
      {adding && <AddMembers segment={segment} onClose={() => setAdding(false)} />}
    </>
  );
}
