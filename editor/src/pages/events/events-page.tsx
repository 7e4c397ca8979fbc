import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { CountTabs } from '../../ui/count-tabs.tsx';
import { Page, PageBar } from '../../ui/page.tsx';
import { EVENT_TABS } from './event-tabs.ts';
import { MissedEvents } from './missed-events.tsx';
import { ReceivedEvents } from './received-events.tsx';
import { RejectedEvents } from './rejected-events.tsx';

const route = getRouteApi('/signed-in/shell/events');

/** What came in: received with what it started, what did not trigger and why, and what was not taken. */
export default function EventsPage() {
  const { t } = useTranslation();
  const { show = 'received' } = route.useSearch();
  const navigate = useNavigate();
  return (
    <Page title={t('events.title')}>
      <PageBar>
        <CountTabs
          label={t('events.tabs')}
          value={show}
          tabs={EVENT_TABS.map((value) => ({ value, label: t(`events.tab.${value}`) }))}
          onChange={(next) => void navigate({ to: '/events', search: { show: next }, replace: true })}
        />
      </PageBar>
      {show === 'received' && <ReceivedEvents />}
      {show === 'missed' && <MissedEvents />}
      {show === 'rejected' && <RejectedEvents />}
    </Page>
  );
}
