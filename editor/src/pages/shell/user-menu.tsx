import { type MantineColorScheme, Menu, useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconDeviceDesktop, IconLogout, IconMoon, IconSun, type TablerIcon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useReader } from '../../api/use-reader.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import classes from './user-menu.module.css';

const SCHEMES: { value: MantineColorScheme; icon: TablerIcon }[] = [
  { value: 'light', icon: IconSun },
  { value: 'dark', icon: IconMoon },
  { value: 'auto', icon: IconDeviceDesktop },
];

/** Who is signed in; opens the theme and the way out. */
export function UserMenu({ onSignOut }: { onSignOut: () => void }) {
  const { t } = useTranslation();
  const { user } = useReader();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="top-start" width={232} withinPortal={false}>
      <Menu.Target>
        <button type="button" className={classes.user} aria-label={t('shell.accountOf', { name: user.name })}>
          <Avatar id={user.id} name={user.name} />
          <span className={classes.name}>{user.name}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{user.email}</Menu.Label>
        <Menu.Divider />
        <Menu.Label>{t('shell.theme')}</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(scheme) => setColorScheme(asScheme(scheme))}>
          {SCHEMES.map(({ value, icon: Icon }) => (
            <Menu.RadioItem
              key={value}
              value={value}
              checkIcon={<IconCheck size={14} stroke={1.75} aria-hidden="true" />}
              rightSection={<Icon size={16} stroke={1.75} aria-hidden="true" />}
            >
              {t(`shell.${value}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} stroke={1.75} aria-hidden="true" />} onClick={onSignOut}>
          {t('shell.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function asScheme(value: string): MantineColorScheme {
  return SCHEMES.find((scheme) => scheme.value === value)?.value ?? 'auto';
}
