import { useMantineColorScheme } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { createSpotlight, Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import '@mantine/spotlight/styles.layer.css';
import {
  IconBolt,
  IconInbox,
  IconKey,
  IconLogout,
  IconMoon,
  IconPlus,
  IconSearch,
  IconSettings,
  IconSitemap,
  IconSun,
  IconUser,
  IconUsers,
  type TablerIcon,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type LinkProps, useNavigate } from '@tanstack/react-router';
import { MAY_CONNECT, MAY_DRAW } from '@trellis/shared/api/roles.ts';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { useMay, useReader } from '../../api/use-reader.tsx';
import { useCreateWorkflow } from '../workflows/use-create-workflow.ts';
import classes from './finder.module.css';

interface Entry {
  id: string;
  label: string;
  detail?: string | undefined;
  icon: TablerIcon;
  run: () => void;
}

/** ⌘K: pages, workflows, leads (asked of the api while typing) and actions in one list. Mounted while open. */
export default function Finder({ onClose, onSignOut }: { onClose: () => void; onSignOut: () => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [[store, spotlight]] = useState(createSpotlight);
  useEffect(() => spotlight.open(), [spotlight]);
  const groups = useGroups(typed, onSignOut);
  const actions = groups
    .filter((group) => group.entries.length > 0)
    .map(
      (group): SpotlightActionGroupData => ({
        group: group.label,
        actions: group.entries.map(({ id, label, detail, icon: Icon, run }) => ({
          id,
          label,
          ...(detail ? { description: detail } : {}),
          leftSection: <Icon size={16} stroke={1.75} aria-hidden="true" />,
          onClick: run,
        })),
      }),
    );
  return (
    <Spotlight
      store={store}
      shortcut={null}
      actions={actions}
      filter={(_query, found) => found}
      query={typed}
      onQueryChange={setTyped}
      onSpotlightClose={onClose}
      scrollable
      overlayProps={{ blur: 0 }}
      maxHeight={420}
      nothingFound={t('finder.nothing', { query: typed })}
      attributes={{ content: { 'aria-label': t('finder.label') } }}
      searchProps={{
        leftSection: <IconSearch size={16} stroke={1.75} aria-hidden="true" />,
        placeholder: t('finder.label'),
        'aria-label': t('finder.label'),
      }}
      classNames={{
        content: classes.content ?? '',
        search: classes.search ?? '',
        action: classes.action ?? '',
        actionSection: classes.section ?? '',
        actionsGroup: classes.group ?? '',
        actionDescription: classes.description ?? '',
      }}
    />
  );
}

function useGroups(typed: string, onSignOut: () => void): { label: string; entries: Entry[] }[] {
  const { t } = useTranslation();
  const matches = (entry: Entry) => entry.label.toLocaleLowerCase().includes(typed.trim().toLocaleLowerCase());
  return [
    { label: t('finder.workflows'), entries: useWorkflowEntries().filter(matches).slice(0, 6) },
    { label: t('finder.leads'), entries: useLeadEntries(typed) },
    { label: t('finder.pages'), entries: usePageEntries().filter(matches) },
    { label: t('finder.actions'), entries: useActionEntries(onSignOut).filter(matches) },
  ];
}

function useWorkflowEntries(): Entry[] {
  const { query } = useApi();
  const navigate = useNavigate();
  const list = useQuery(query.workflows.list.queryOptions({ input: {} }));
  return (list.data?.items ?? []).map((row) => ({
    id: `workflow-${row.id}`,
    label: row.name,
    detail: row.triggers.join(', '),
    icon: IconSitemap,
    run: () =>
      void navigate({
        to: row.version === null ? '/workflows/$id/edit' : '/workflows/$id/live',
        params: { id: row.id },
      }),
  }));
}

function useLeadEntries(typed: string): Entry[] {
  const { query } = useApi();
  const navigate = useNavigate();
  const [search] = useDebouncedValue(typed.trim(), 200);
  const list = useQuery(query.leads.list.queryOptions({ input: { search, limit: 6 }, enabled: search.length >= 2 }));
  if (search.length < 2) return [];
  return (list.data?.items ?? []).map((row) => ({
    id: `lead-${row.id}`,
    label: row.name,
    detail: row.email ?? undefined,
    icon: IconUser,
    run: () => void navigate({ to: '/leads/$id', params: { id: row.id } }),
  }));
}

function usePageEntries(): Entry[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { workspace } = useReader();
  const page = (to: LinkProps['to'], label: string, icon: TablerIcon): Entry => ({
    id: `page-${to}`,
    label,
    icon,
    run: () => void navigate({ to: to ?? '/' }),
  });
  const sandbox = [
    page('/mailbox', t('shell.mailbox'), IconInbox),
    page('/test-event', t('shell.testEvent'), IconBolt),
  ];
  return [
    page('/workflows', t('shell.workflows'), IconSitemap),
    page('/leads', t('shell.leads'), IconUsers),
    ...(workspace.sandbox ? sandbox : []),
    page('/settings/general', t('shell.settings'), IconSettings),
  ];
}

function useActionEntries(onSignOut: () => void): Entry[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { setColorScheme } = useMantineColorScheme();
  const create = useCreateWorkflow();
  const mayDraw = useMay(MAY_DRAW);
  const mayConnect = useMay(MAY_CONNECT);
  const entries: (Entry & { may: boolean })[] = [
    { id: 'new-workflow', label: t('finder.newWorkflow'), icon: IconPlus, run: create.mutate, may: mayDraw },
    {
      id: 'create-key',
      label: t('finder.createKey'),
      icon: IconKey,
      run: () => void navigate({ to: '/settings/keys' }),
      may: mayConnect,
    },
    { id: 'light', label: t('finder.themeLight'), icon: IconSun, run: () => setColorScheme('light'), may: true },
    { id: 'dark', label: t('finder.themeDark'), icon: IconMoon, run: () => setColorScheme('dark'), may: true },
    { id: 'sign-out', label: t('finder.signOut'), icon: IconLogout, run: onSignOut, may: true },
  ];
  return entries.filter((entry) => entry.may);
}
