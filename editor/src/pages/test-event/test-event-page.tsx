import { IconBolt } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Page } from '../../ui/page.tsx';
import { SandboxBar } from '../../ui/sandbox-bar.tsx';
import { Loading, Skeleton } from '../../ui/skeleton.tsx';
import { Tile } from '../../ui/tile.tsx';
import { EventForm } from './event-form.tsx';
import { EventTrace } from './event-trace.tsx';
import { KeyAndSnippets } from './key-and-snippets.tsx';
import type { SampleEvent } from './sample-event.ts';
import classes from './test-event-page.module.css';
import { useTriggers } from './use-triggers.ts';

const route = getRouteApi('/signed-in/shell/test-event');

/** Sends an event through the real intake, and shows what followed from it. */
export default function TestEventPage() {
  const { t } = useTranslation();
  const { query } = useApi();
  const keys = useQuery(query.keys.list.queryOptions());
  const writeKey = keys.data?.items.find((key) => key.revokedAt === null)?.key;
  return (
    <Page title={t('testEvent.title')}>
      <SandboxBar action={<Link to="/settings/sandbox">{t('sandbox.change')}</Link>} />
      {keys.isError && <ErrorState error={keys.error} what={t('testEvent.what')} onRetry={() => void keys.refetch()} />}
      {keys.isPending && (
        <Loading>
          <div className={classes.loading}>
            <Skeleton width={280} height={14} />
            <Skeleton width={360} height={120} radius={8} />
          </div>
        </Loading>
      )}
      {keys.data && !writeKey && (
        <EmptyState
          title={t('testEvent.noKeyTitle')}
          action={
            <Link to="/settings/keys" className={buttonClass({})}>
              {t('testEvent.createKey')}
            </Link>
          }
        >
          {t('testEvent.noKeyText')}
        </EmptyState>
      )}
      {writeKey && <SendAndWatch writeKey={writeKey} />}
    </Page>
  );
}

function SendAndWatch({ writeKey }: { writeKey: string }) {
  const { t } = useTranslation();
  const { event, lead, sent } = route.useSearch();
  const navigate = useNavigate();
  const triggers = useTriggers();
  const [sample, setSample] = useState<SampleEvent>();
  return (
    <div className={classes.columns}>
      <div className={classes.form}>
        <header className={classes.head}>
          <Tile category="trigger">
            <IconBolt aria-hidden="true" />
          </Tile>
          <div>
            <h2 className={classes.title}>{t('testEvent.panelTitle')}</h2>
            <p className={classes.note}>{t('testEvent.panelNote')}</p>
          </div>
        </header>
        {sample && <KeyAndSnippets writeKey={writeKey} sample={sample} />}
        {triggers.ready && (
          <EventForm
            triggers={triggers.list}
            startEvent={event}
            startLeadId={lead}
            onChange={setSample}
            onSent={(eventId) =>
              void navigate({ to: '/test-event', search: (before) => ({ ...before, sent: eventId }), replace: true })
            }
          />
        )}
      </div>
      <EventTrace eventId={sent} />
    </div>
  );
}
