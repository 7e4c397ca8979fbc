import { Menu, useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconLogout, IconMoon, IconSun } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useReader } from '../../api/use-reader.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import classes from './user-menu.module.css';

/** Who is signed in; opens the theme and the way out. */
export function UserMenu({ onSignOut }: { onSignOut: () => void }) {
  const { t } = useTranslation();
  const { user } = useReader();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="top-start" width={232} withinPortal>
      <Menu.Target>
        <button type="button" className={classes.user} aria-label={t('shell.accountOf', { name: user.name })}>
          <Avatar id={user.id} name={user.name} />
          <span className={classes.name}>{user.name}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{user.email}</Menu.Label>
        <div className={classes.theme}>
          <Segmented
            full
            label={t('shell.theme')}
            value={colorScheme}
            onChange={setColorScheme}
            segments={[
              { value: 'light', label: t('shell.light'), icon: <IconSun aria-hidden="true" /> },
              { value: 'dark', label: t('shell.dark'), icon: <IconMoon aria-hidden="true" /> },
              { value: 'auto', label: t('shell.auto'), icon: <IconDeviceDesktop aria-hidden="true" /> },
            ]}
          />
        </div>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} stroke={1.75} aria-hidden="true" />} onClick={onSignOut}>
          {t('shell.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
