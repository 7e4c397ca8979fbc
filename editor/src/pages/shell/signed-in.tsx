import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { useLiveUpdates } from '../../api/use-live-updates.ts';
import { type Reader, ReaderProvider } from '../../api/use-reader.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { REAL_CLOCK, TimeProvider, type WorkspaceClock } from '../../ui/time/clock.tsx';
import { chooseWorkspace } from './chosen-workspace.ts';
import { ConnectionNotice } from './connection-notice.tsx';

const route = getRouteApi('/signed-in');

/** Around all pages behind sign-in: who reads, the workspace's clock, live updates. */
export function SignedIn() {
  const { t } = useTranslation();
  const { user, workspaces } = route.useRouteContext();
  const workspace = chooseWorkspace(workspaces);
  if (!workspace) {
    return (
      <main>
        <EmptyState level={1} title={t('shell.noWorkspace')}>
          {t('shell.noWorkspaceText', { email: user.email })}
        </EmptyState>
      </main>
    );
  }
  return <InWorkspace reader={{ user, workspace, workspaces }} />;
}

function InWorkspace({ reader }: { reader: Reader }) {
  const connected = useLiveUpdates();
  const clock = useWorkspaceClock();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <ReaderProvider reader={reader}>
      <TimeProvider clock={clock} zone={zone}>
        <Outlet />
        {!connected && <ConnectionNotice />}
      </TimeProvider>
    </ReaderProvider>
  );
}

/** The workspace's clock, set right by the server's own time so that a reader's wrong clock does no harm. */
function useWorkspaceClock(): WorkspaceClock {
  const { query } = useApi();
  const { data, dataUpdatedAt } = useQuery(query.workspace.get.queryOptions());
  if (!data) return REAL_CLOCK;
  return { anchorReal: dataUpdatedAt, anchorWorkspace: Date.parse(data.clock.now), factor: data.clock.factor };
}
