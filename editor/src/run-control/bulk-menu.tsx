import { Menu } from '@mantine/core';
import type { RunFilterInput } from '@trellis/shared/api/control-jobs.ts';
import type { PauseDurations } from '@trellis/shared/api/pauses.ts';
import { MAY_OPERATE } from '@trellis/shared/api/roles.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/use-reader.tsx';
import { DurationsChoice } from '../pauses/choice.tsx';
import { Button } from '../ui/button.tsx';
import { JobDialog } from './job-dialog.tsx';

const KINDS = ['skip-wait', 'run-now', 'pause', 'resume', 'retry', 'skip-step', 'exit'] as const;
type Kind = (typeof KINDS)[number];

/** Does one thing to all runs of a filter: asks first how many it would concern, then begins a job that goes on without this page. */
export function BulkMenu({ filter, label }: { filter: RunFilterInput; label: string }) {
  const { t } = useTranslation();
  const mayAct = useMay(MAY_OPERATE);
  const [asked, setAsked] = useState<Kind>();
  const [durations, setDurations] = useState<PauseDurations>('stop');
  if (!mayAct) return null;
  return (
    <>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <Button size="row">{label}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {KINDS.map((kind) => (
            <Menu.Item key={kind} {...(kind === 'exit' ? { color: 'red' } : {})} onClick={() => setAsked(kind)}>
              {t(`runControl.bulk.${kind}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {asked && (
        <JobDialog
          filter={filter}
          action={asked === 'pause' ? { kind: asked, durations } : { kind: asked }}
          danger={asked === 'exit'}
          title={t(`runControl.bulk.${asked}`).replace('…', '')}
          confirm={(n) => t('runControl.bulk.confirm', { n })}
          choices={asked === 'pause' && <DurationsChoice value={durations} onChange={setDurations} />}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}
