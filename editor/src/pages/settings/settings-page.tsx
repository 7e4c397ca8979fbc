import {
  IconBuilding,
  IconClockPlay,
  IconDeviceLaptop,
  IconForms,
  IconHistory,
  IconKey,
  IconLock,
  IconSend,
  IconUser,
  IconUsers,
  type TablerIcon,
} from '@tabler/icons-react';
import { Link, Outlet, useLocation, useRouterState } from '@tanstack/react-router';
import { MAY_CONNECT, MAY_DRAW, MAY_GOVERN } from '@trellis/shared/api/roles.ts';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../api/use-reader.tsx';
import { Page } from '../../ui/page.tsx';
import { REAL_CLOCK, TimeProvider, useTimeSetting } from '../../ui/time/clock.tsx';
import classes from './settings-page.module.css';

const SECTIONS = [
  'general',
  'people',
  'audit',
  'sending',
  'forms',
  'keys',
  'secrets',
  'sandbox',
  'profile',
  'devices',
] as const;
/** Sections whose name stands with their own texts. */
const TITLES = {
  people: 'people.title',
  audit: 'audit.title',
  forms: 'forms.title',
  secrets: 'secrets.title',
  profile: 'you.profile',
  devices: 'you.devices',
} as const;

/** Settings: sections left, the chosen one right. */
export default function SettingsPage() {
  const { t } = useTranslation();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const section = SECTIONS.find((candidate) => path.split('/')[2] === candidate) ?? 'general';
  const setting = useTimeSetting();
  const mayGovern = useMay(MAY_GOVERN);
  const maySeeSecrets = useMay([...MAY_CONNECT, ...MAY_DRAW]);
  const title = isOwn(section) ? t(TITLES[section]) : t(`settings.${section}`);
  return (
    <Page title={title} crumbs={[{ label: t('settings.title'), to: '/settings' }]}>
      <div className={classes.columns}>
        <nav aria-label={t('settings.sections')} className={classes.nav}>
          <h2 className={classes.group}>{t('settings.group.workspace')}</h2>
          <Section to="/settings/general" icon={IconBuilding} label={t('settings.general')} />
          <Section to="/settings/people" icon={IconUsers} label={t('people.title')} />
          {mayGovern && <Section to="/settings/audit" icon={IconHistory} label={t('audit.title')} />}
          <h2 className={classes.group}>{t('settings.group.sending')}</h2>
          <Section to="/settings/sending" icon={IconSend} label={t('settings.sending')} />
          <Section to="/settings/forms" icon={IconForms} label={t('forms.title')} />
          <h2 className={classes.group}>{t('settings.group.developers')}</h2>
          <Section to="/settings/keys" icon={IconKey} label={t('settings.keys')} />
          {maySeeSecrets && <Section to="/settings/secrets" icon={IconLock} label={t('secrets.title')} />}
          <Section to="/settings/sandbox" icon={IconClockPlay} label={t('settings.sandbox')} />
          <h2 className={classes.group}>{t('you.group')}</h2>
          <Section to="/settings/profile" icon={IconUser} label={t('you.profile')} />
          <Section to="/settings/devices" icon={IconDeviceLaptop} label={t('you.devices')} />
        </nav>
        <div className={classes.content}>
          {/* What people do here happens in real time, whatever the sandbox clock says; only its own page shows its time. */}
          <TimeProvider clock={section === 'sandbox' ? setting.clock : REAL_CLOCK} zone={setting.zone}>
            <Outlet />
          </TimeProvider>
        </div>
      </div>
    </Page>
  );
}

function isOwn(section: (typeof SECTIONS)[number]): section is keyof typeof TITLES {
  return section in TITLES;
}

interface SectionProps {
  to: `/settings/${(typeof SECTIONS)[number]}`;
  icon: TablerIcon;
  label: string;
}

function Section({ to, icon: Icon, label }: SectionProps) {
  const { pathname } = useLocation();
  const link = useRef<HTMLAnchorElement>(null);
  const chosen = pathname.startsWith(to);
  useEffect(() => {
    // On a phone the sections stand in a row that scrolls.
    if (chosen) link.current?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [chosen]);
  return (
    <Link ref={link} to={to} className={classes.link}>
      <Icon size={16} stroke={1.75} aria-hidden="true" />
      {label}
    </Link>
  );
}
