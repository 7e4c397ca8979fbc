import { Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { RunView } from '@trellis/shared/api/run-views.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../api/use-api.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { type Asked, RunDialog } from './run-dialog.tsx';
import { useControl } from './use-control.ts';

/** Actions that need nothing more said, and those that ask. */
const AT_ONCE = ['retry', 'skip-step', 'run-now'] as const;
const ASKING = ['move', 'replay', 'set-variable', 'inject-event', 'restart'] as const satisfies readonly Asked[];

/** All that can be done with a run beside pausing and skipping; asks the api what that is when it is opened. */
export function RunMenu({ runId, label }: { runId: string; label?: string }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const control = useControl();
  const [open, setOpen] = useState(false);
  const [asked, setAsked] = useState<Asked>();
  const run = useQuery(query.runs.get.queryOptions({ input: { runId }, enabled: open || asked !== undefined })).data;
  const can = (action: RunView['actions'][number]) => run?.actions.includes(action) === true;
  const none = run && ![...AT_ONCE, ...ASKING].some(can);
  return (
    <>
      <Menu position="bottom-end" width={232} opened={open} onChange={setOpen}>
        <Menu.Target>
          <IconButton label={label ?? t('runControl.more')} icon={<IconDots size={16} stroke={1.75} />} />
        </Menu.Target>
        <Menu.Dropdown>
          {none && <Menu.Label>{t('runControl.none')}</Menu.Label>}
          {AT_ONCE.filter(can).map((kind) => (
            <Menu.Item key={kind} onClick={() => run && void control.act(run, { kind }, t(`runControl.done.${kind}`))}>
              {t(`runControl.${kind}`)}
            </Menu.Item>
          ))}
          {ASKING.filter(can).map((kind) => (
            <Menu.Item key={kind} onClick={() => setAsked(kind)}>
              {t(`runControl.${kind}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {asked && run && <RunDialog key={asked} run={run} asked={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}
