import { IconDeviceDesktop, IconDeviceMobile, IconEye } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { Mail } from '@trellis/shared/api/mailbox.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeBlock } from '../../ui/code-block.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { MailFrame } from '../../ui/mail-frame.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import classes from './mail-body.module.css';
import { MAIL_TABS, type MailTab } from './mail-tabs.ts';

const route = getRouteApi('/signed-in/shell/mailbox');

/** The mail as rendered, as text, as source and its headers; the choice stands in the address. */
export function MailBody({ mail, chosen }: { mail: Mail; chosen: string | undefined }) {
  const { t } = useTranslation();
  const { tab = mail.html === null ? 'text' : 'rendered' } = route.useSearch();
  const navigate = useNavigate();
  const [narrow, setNarrow] = useState(false);
  const choose = (next: MailTab) =>
    void navigate({
      to: '/mailbox/$id',
      params: { id: mail.id },
      search: (before) => ({ ...before, tab: next }),
      replace: true,
    });
  return (
    <>
      <div className={classes.bar}>
        <Segmented
          label={t('mailbox.view')}
          value={tab}
          onChange={choose}
          segments={MAIL_TABS.map((value) => ({
            value,
            label: t(`mailbox.${value}`),
            ...(value === 'rendered' ? { icon: <IconEye aria-hidden="true" /> } : {}),
          }))}
        />
        {tab === 'rendered' && (
          <span className={classes.widths}>
            <IconButton
              label={t('mailbox.desktop')}
              icon={<IconDeviceDesktop />}
              on={!narrow}
              onClick={() => setNarrow(false)}
            />
            <IconButton
              label={t('mailbox.phone')}
              icon={<IconDeviceMobile />}
              on={narrow}
              onClick={() => setNarrow(true)}
            />
          </span>
        )}
      </div>
      <div className={classes.body}>
        {tab === 'rendered' && <Rendered mail={mail} chosen={chosen} narrow={narrow} />}
        {tab === 'text' && <div className={classes.paperText}>{mail.text}</div>}
        {tab === 'source' && (
          <CodeBlock label={t('mailbox.source')} wrap>
            {mail.raw}
          </CodeBlock>
        )}
        {tab === 'headers' && <Headers mail={mail} />}
      </div>
    </>
  );
}

function Rendered({ mail, chosen, narrow }: { mail: Mail; chosen: string | undefined; narrow: boolean }) {
  const { t } = useTranslation();
  if (mail.html === null) return <p className={classes.note}>{t('mailbox.noHtml')}</p>;
  return (
    <MailFrame className={classes.paper} narrow={narrow} title={t('mailbox.frame')} html={mail.html} chosen={chosen} />
  );
}

function Headers({ mail }: { mail: Mail }) {
  const { t } = useTranslation();
  return (
    <table className={classes.headers}>
      <thead className="tr-hidden">
        <tr>
          <th scope="col">{t('mailbox.headerName')}</th>
          <th scope="col">{t('mailbox.headerValue')}</th>
        </tr>
      </thead>
      <tbody>
        {mail.headers.map((header, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a header may stand twice, and the list never changes
          <tr key={index}>
            <th scope="row">{header.name}</th>
            <td>{header.value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
