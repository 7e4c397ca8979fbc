import { Menu } from '@mantine/core';
import { IconCheck, IconChevronDown } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useReader } from '../../api/use-reader.tsx';
import { Logo } from '../../ui/logo.tsx';
import { rememberWorkspace } from './chosen-workspace.ts';
import classes from './workspace-name.module.css';

/** The workspace's name; for members of several, the menu to change it. */
export function WorkspaceName() {
  const { t } = useTranslation();
  const { workspace, workspaces } = useReader();
  if (workspaces.length < 2) {
    return (
      <div className={classes.workspace}>
        <Logo title="Trellis" />
        <span className={classes.name}>{workspace.name}</span>
      </div>
    );
  }
  const open = (id: string) => {
    rememberWorkspace(id);
    // Everything on screen and in the cache belongs to the other workspace: begin anew.
    location.assign('/workflows');
  };
  return (
    <Menu width={192}>
      <Menu.Target>
        <button
          type="button"
          className={classes.workspace}
          aria-label={t('shell.switchWorkspace', { name: workspace.name })}
        >
          <Logo />
          <span className={classes.name}>{workspace.name}</span>
          <IconChevronDown size={14} stroke={1.75} className={classes.chevron} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {workspaces.map((membership) => (
          <Menu.Item
            key={membership.id}
            rightSection={membership.id === workspace.id && <IconCheck size={14} aria-hidden="true" />}
            onClick={() => open(membership.id)}
          >
            {membership.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
