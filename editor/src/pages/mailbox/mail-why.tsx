import { IconCheck } from '@tabler/icons-react';
import type { Mail } from '@trellis/shared/api/mailbox.ts';
import type { RunView } from '@trellis/shared/api/run-views.ts';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../ui/format-number.ts';
import { KeyValueList } from '../../ui/key-value.tsx';
import { useTimeFormat } from '../../ui/time/use-time-format.ts';
import side from './mail-side.module.css';

/** The reason the run gave for the send, and the ledger's row that lets it happen once. */
export function MailWhy({ mail, run }: { mail: Mail; run: RunView | undefined }) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  if (!mail.sendKey) return null;
  const effect = run?.effects.find(({ send }) => send?.id === mail.sendId);
  const step = run?.steps.findLast(
    (candidate) => candidate.nodeId === effect?.nodeId && candidate.visit === effect.visit,
  );
  const check = <IconCheck stroke={1.75} aria-hidden="true" />;
  return (
    <section className={side.section}>
      <h3 className={side.title}>{t('mailbox.why')}</h3>
      {step?.text && <p className={side.why}>{step.text}</p>}
      <KeyValueList
        rows={[
          ...(effect?.settledAt
            ? [{ label: t('mailbox.accepted'), value: format.moment(effect.settledAt), icon: check }]
            : []),
          ...(effect ? [{ label: t('mailbox.attempts'), value: formatCount(effect.attempts), icon: check }] : []),
          { label: t('mailbox.sendKey'), value: t('mailbox.usedOnce', { key: shortKey(mail.sendKey) }), icon: check },
          {
            label: t('mailbox.size'),
            value: t('mailbox.bytes', { number: (mail.size / 1000).toFixed(1) }),
            icon: check,
          },
        ]}
      />
    </section>
  );
}

/** "01a205fc-…:thank-you:1" as "01a2…thank-you:1": enough to tell two keys of a run apart. */
function shortKey(key: string): string {
  const [run = '', ...rest] = key.split(':');
  return rest.length === 0 ? key : `${run.slice(0, 4)}…${rest.join(':')}`;
}
