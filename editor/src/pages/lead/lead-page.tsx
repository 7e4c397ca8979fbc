import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Page } from '../../ui/page.tsx';
import { Loading, Skeleton } from '../../ui/skeleton.tsx';
import { LeadHero } from './lead-hero.tsx';
import classes from './lead-page.module.css';
import { LeadSide } from './lead-side.tsx';
import { LeadTimeline } from './lead-timeline.tsx';

const route = getRouteApi('/signed-in/shell/leads/$id');

/** One lead: who it is, what happened and why, and the workflows it went through. */
export default function LeadPage() {
  const { t } = useTranslation();
  const { query } = useApi();
  const { id } = route.useParams();
  const lead = useQuery(query.leads.get.queryOptions({ input: { leadId: id } }));
  const crumbs = [{ label: t('leads.title'), to: '/leads' as const }];
  if (lead.isError) {
    return (
      <Page title={t('leads.lead')} crumbs={crumbs}>
        <ErrorState error={lead.error} what={t('lead.what')} onRetry={() => void lead.refetch()} />
      </Page>
    );
  }
  if (!lead.data) {
    return (
      <Page title={t('leads.lead')} crumbs={crumbs}>
        <Loading>
          <div className={classes.loading}>
            <Skeleton width={48} height={48} radius={24} />
            <div className={classes.loadingText}>
              <Skeleton width={160} height={14} />
              <Skeleton width={320} />
            </div>
          </div>
        </Loading>
      </Page>
    );
  }
  return (
    <Page title={lead.data.name} crumbs={crumbs}>
      <div className={classes.scroll}>
        <LeadHero lead={lead.data} />
        <div className={classes.columns}>
          <LeadTimeline lead={lead.data} />
          <LeadSide lead={lead.data} />
        </div>
      </div>
    </Page>
  );
}
