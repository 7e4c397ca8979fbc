import { Menu } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { Lead } from '@trellis/shared/api/leads.ts';
import { MAY_OPERATE } from '@trellis/shared/api/roles.ts';
import { useTranslation } from 'react-i18next';
import { useApi } from '../api/use-api.tsx';
import { useMay } from '../api/use-reader.tsx';
import { PauseDialog } from './pause-dialog.tsx';
import { PauseStrip } from './pause-strip.tsx';
import { pauseOn } from './pause-subject.ts';
import { ResumeDialog } from './resume-dialog.tsx';
import { usePauses } from './use-pauses.ts';

type Named = Pick<Lead, 'id' | 'name'>;
const subjectOf = ({ id, name }: Named) => ({ level: 'lead' as const, leadId: id, name });
const usePauseOf = (lead: Named) => pauseOn(usePauses({ leadId: lead.id }), subjectOf(lead));

/** The item in the lead's menu. */
export function LeadPauseItem({ lead, onAsk }: { lead: Named; onAsk: () => void }) {
  const { t } = useTranslation();
  const may = useMay(MAY_OPERATE);
  const pause = usePauseOf(lead);
  if (!may) return null;
  const Icon = pause ? IconPlayerPlay : IconPlayerPause;
  return (
    <Menu.Item leftSection={<Icon size={14} aria-hidden="true" />} onClick={onAsk}>
      {t(pause ? 'pauses.lead.resume' : 'pauses.lead.pause')}
    </Menu.Item>
  );
}

/** What the item asks: how to pause, or how to go on. */
export function LeadPauseDialog({ lead, onClose }: { lead: Named; onClose: () => void }) {
  const { query } = useApi();
  const pause = usePauseOf(lead);
  const runs = useQuery(query.leads.runs.queryOptions({ input: { leadId: lead.id } })).data?.items;
  const open = runs?.filter(({ status }) => status !== 'ended').length;
  const subject = subjectOf(lead);
  return pause ? (
    <ResumeDialog pause={pause} subject={subject} onClose={onClose} />
  ) : (
    <PauseDialog subject={subject} runs={open} onClose={onClose} />
  );
}

/** Over the lead's facts while it is paused. */
export function LeadPauseStrip({ lead }: { lead: Named }) {
  const pause = usePauseOf(lead);
  return pause ? <PauseStrip pause={pause} subject={subjectOf(lead)} /> : null;
}
