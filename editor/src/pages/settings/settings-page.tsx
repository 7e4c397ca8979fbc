import { IconBuilding, IconClockPlay, IconKey, IconSend, type TablerIcon } from '@tabler/icons-react';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '../../ui/page.tsx';
import classes from './settings-page.module.css';

const SECTIONS = ['general', 'sending', 'keys', 'sandbox'] as const;

/** Settings: sections left, the chosen one right. */
export default function SettingsPage() {
  const { t } = useTranslation();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const section = SECTIONS.find((candidate) => path.endsWith(candidate)) ?? 'general';
  return (
    <Page title={t(`settings.${section}`)} crumbs={[{ label: t('settings.title'), to: '/settings' }]}>
      <div className={classes.columns}>
        <nav aria-label={t('settings.sections')} className={classes.nav}>
          <h2 className={classes.group}>{t('settings.group.workspace')}</h2>
          <Section to="/settings/general" icon={IconBuilding} label={t('settings.general')} />
          <h2 className={classes.group}>{t('settings.group.sending')}</h2>
          <Section to="/settings/sending" icon={IconSend} label={t('settings.sending')} />
          <h2 className={classes.group}>{t('settings.group.developers')}</h2>
          <Section to="/settings/keys" icon={IconKey} label={t('settings.keys')} />
          <Section to="/settings/sandbox" icon={IconClockPlay} label={t('settings.sandbox')} />
        </nav>
        <div className={classes.content}>
          <Outlet />
        </div>
      </div>
    </Page>
  );
}

interface SectionProps {
  to: '/settings/general' | '/settings/sending' | '/settings/keys' | '/settings/sandbox';
  icon: TablerIcon;
  label: string;
}

function Section({ to, icon: Icon, label }: SectionProps) {
  return (
    <Link to={to} className={classes.link}>
      <Icon size={16} stroke={1.75} aria-hidden="true" />
      {label}
    </Link>
  );
}
