import { Menu, TextInput } from '@mantine/core';
import { IconDots, IconDownload, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Lead } from '@trellis/shared/api/leads.ts';
import { MAY_GOVERN } from '@trellis/shared/api/roles.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../api/use-api.tsx';
import { useMay } from '../../api/use-reader.tsx';
import { LeadPauseDialog, LeadPauseItem } from '../../pauses/lead-pause.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { useToast } from '../../ui/toast.tsx';

/** What a person may ask for by law: all that is known, and to be forgotten. */
export function LeadMenu({ lead }: { lead: Lead }) {
  const { t } = useTranslation();
  const { call } = useApi();
  const mayErase = useMay(MAY_GOVERN);
  const [asked, setAsked] = useState(false);
  const [pausing, setPausing] = useState(false);
  const download = useMutation({
    mutationFn: () => call.leads.exportOne({ leadId: lead.id }),
    onSuccess: (all) => saveFile(`lead-${lead.id}.json`, JSON.stringify(all, null, 2)),
  });
  return (
    <>
      <Menu position="bottom-end" width={232}>
        <Menu.Target>
          <IconButton label={t('lead.more')} icon={<IconDots />} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconDownload size={14} aria-hidden="true" />} onClick={() => download.mutate()}>
            {t('lead.exportOne')}
          </Menu.Item>
          <LeadPauseItem lead={lead} onAsk={() => setPausing(true)} />
          {mayErase && (
            <Menu.Item
              color="red"
              leftSection={<IconTrash size={14} aria-hidden="true" />}
              onClick={() => setAsked(true)}
            >
              {t('lead.erase')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {asked && <EraseDialog lead={lead} onClose={() => setAsked(false)} />}
      {pausing && <LeadPauseDialog lead={lead} onClose={() => setPausing(false)} />}
    </>
  );
}

function EraseDialog({ lead, onClose }: { lead: Lead; onClose: () => void }) {
  const { t } = useTranslation();
  const { query } = useApi();
  const navigate = useNavigate();
  const toast = useToast();
  const [reason, setReason] = useState('');
  const erase = useMutation(query.leads.erase.mutationOptions());
  const onSuccess = () => {
    toast({ text: t('lead.erased') });
    void navigate({ to: '/leads' });
  };
  return (
    <ConfirmDialog
      open
      danger
      title={t('lead.eraseTitle', { name: lead.name })}
      confirm={t('lead.eraseConfirm')}
      busy={erase.isPending}
      error={erase.error}
      onConfirm={() =>
        erase.mutate({ leadId: lead.id, ...(reason.trim() ? { reason: reason.trim() } : {}) }, { onSuccess })
      }
      onClose={onClose}
    >
      {t('lead.eraseText')}
      <TextInput
        mt={12}
        label={t('lead.eraseReason')}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}

function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
