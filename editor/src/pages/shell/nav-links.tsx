import {
  IconActivity,
  IconAlertTriangle,
  IconBolt,
  IconChecklist,
  IconDeviceMobileMessage,
  IconFilter,
  IconInbox,
  IconSearch,
  IconSettings,
  IconSitemap,
  IconUsers,
  type TablerIcon,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, type LinkProps } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { useReader } from '../../api/use-reader.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { Kbd } from '../../ui/kbd.tsx';
import classes from './nav-links.module.css';
import { UserMenu } from './user-menu.tsx';
import { WorkspaceName } from './workspace-name.tsx';

interface Props {
  onFind: () => void;
  onSignOut: () => void;
}

/** The navigation column: workspace, search, the pages that exist, and the reader's account. */
export function NavLinks({ onFind, onSignOut }: Props) {
  const { t } = useTranslation();
  const { workspace } = useReader();
  const { query } = useApi();
  const counts = useQuery(query.workspace.get.queryOptions()).data;
  const tasks = useQuery(query.tasks.summary.queryOptions()).data;
  const attention = useQuery(query.attention.summary.queryOptions()).data;
  const apple = /Mac|iPhone|iPad/.test(navigator.platform);
  return (
    <nav aria-label={t('shell.nav')} className={classes.column}>
      <WorkspaceName />
      <button type="button" className={classes.find} onClick={onFind}>
        <IconSearch size={14} stroke={1.75} aria-hidden="true" />
        <span className={classes.findText}>{t('shell.findAnything')}</span>
        <Kbd>{apple ? t('shell.findKeys') : t('shell.findKeysOther')}</Kbd>
      </button>
      <div className={classes.nav}>
        <NavLink to="/workflows" icon={IconSitemap} label={t('shell.workflows')} />
        <NavLink to="/leads" icon={IconUsers} label={t('shell.leads')} count={counts?.leads} />
        <NavLink
          to="/tasks"
          icon={IconChecklist}
          label={t('shell.tasks')}
          count={tasks && tasks.open > 0 ? tasks.open : undefined}
        />
        <NavLink to="/segments" icon={IconFilter} label={t('shell.segments')} />
        <NavLink to="/events" icon={IconActivity} label={t('shell.events')} />
        <h2 className={classes.group}>{t('shell.watch')}</h2>
        <NavLink
          to="/attention"
          icon={IconAlertTriangle}
          label={t('shell.attention')}
          count={attention && attention.causes > 0 ? attention.causes : undefined}
        />
        {workspace.sandbox && (
          <>
            <h2 className={classes.group}>{t('shell.sandbox')}</h2>
            <NavLink to="/mailbox" icon={IconInbox} label={t('shell.mailbox')} count={counts?.unseenMails} />
            <NavLink to="/sms" icon={IconDeviceMobileMessage} label={t('shell.sms')} />
            <NavLink to="/test-event" icon={IconBolt} label={t('shell.testEvent')} />
          </>
        )}
        <div className={classes.grow} />
        <NavLink to="/settings" icon={IconSettings} label={t('shell.settings')} />
      </div>
      <UserMenu onSignOut={onSignOut} />
    </nav>
  );
}

interface NavLinkProps {
  to: LinkProps['to'];
  icon: TablerIcon;
  label: string;
  count?: number | undefined;
}

function NavLink({ to, icon: Icon, label, count }: NavLinkProps) {
  return (
    <Link to={to} className={classes.link}>
      <Icon size={16} stroke={1.75} aria-hidden="true" />
      {label}
      {count !== undefined && <span className={classes.count}>{formatCount(count)}</span>}
    </Link>
  );
}
