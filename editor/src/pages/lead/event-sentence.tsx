import { Trans, useTranslation } from 'react-i18next';

/** What a lead did, in words: known events get a sentence, all others their name. */
export function EventSentence({ name, properties }: { name: string; properties: Record<string, unknown> }) {
  const { t } = useTranslation();
  const text = (...keys: string[]) =>
    keys.map((key) => properties[key]).find((value): value is string => typeof value === 'string' && value !== '');
  const b = { b: <b /> };
  switch (name) {
    case 'email.clicked': {
      const what = text('link', 'tag', 'text', 'url');
      return (
        <Trans i18nKey="timeline.event.email.clicked" values={{ what: what ?? t('timeline.aLink') }} components={b} />
      );
    }
    case 'email.opened':
      return (
        <Trans
          i18nKey="timeline.event.email.opened"
          values={{ what: text('subject', 'node') ?? t('timeline.aMail') }}
          components={b}
        />
      );
    case 'email.unsubscribed':
      return t('timeline.event.email.unsubscribed');
    case 'email.replied':
      return (
        <Trans
          i18nKey="timeline.event.email.replied"
          values={{ what: text('subject', 'stepName') ?? t('timeline.aMail') }}
          components={b}
        />
      );
    case 'email.bounced':
      return (
        <Trans
          i18nKey="timeline.event.email.bounced"
          values={{ what: text('subject', 'stepName') ?? t('timeline.aMail') }}
          components={b}
        />
      );
    case 'email.complained':
      return (
        <Trans
          i18nKey="timeline.event.email.complained"
          values={{ what: text('subject', 'stepName') ?? t('timeline.aMail') }}
          components={b}
        />
      );
    case 'sms.replied':
      return <Trans i18nKey="timeline.event.sms.replied" values={{ what: text('text') ?? '' }} components={b} />;
    case 'sms.stopped':
      return t('timeline.event.sms.stopped');
    case 'form.submitted':
      return (
        <Trans
          i18nKey="timeline.event.form.submitted"
          values={{ what: text('form') ?? t('timeline.aForm') }}
          components={b}
        />
      );
    case 'form.confirmed':
      return (
        <Trans
          i18nKey="timeline.event.form.confirmed"
          values={{ what: text('form') ?? t('timeline.aForm') }}
          components={b}
        />
      );
    case 'segment.entered':
      return t('timeline.event.segment.entered');
    case 'segment.left':
      return t('timeline.event.segment.left');
    case 'task.done':
      return (
        <Trans
          i18nKey="timeline.event.task.done"
          values={{ what: text('title') ?? name, outcome: text('label', 'outcome') ?? '' }}
          components={b}
        />
      );
    case 'page':
      return (
        <Trans i18nKey="timeline.event.page" values={{ what: text('path', 'url', 'name') ?? name }} components={b} />
      );
    default:
      return <Trans i18nKey="timeline.event.other" values={{ what: name }} components={b} />;
  }
}

/** The icon of an event, by its name; a bolt for names only the workspace knows. */
export function eventIcon(name: string): string {
  const known: Record<string, string> = {
    'email.clicked': 'click',
    'email.opened': 'mail-opened',
    'email.unsubscribed': 'mail-off',
    'email.replied': 'message',
    'email.bounced': 'mail-off',
    'email.complained': 'mail-off',
    'sms.replied': 'device-mobile-message',
    'sms.stopped': 'hand-stop',
    'form.submitted': 'forms',
    'form.confirmed': 'check',
    'segment.entered': 'users-plus',
    'segment.left': 'users-minus',
    'task.done': 'check',
    page: 'world',
    identify: 'user',
  };
  return known[name] ?? 'bolt';
}

/** True for events that are told in words of their own, so that their name is worth adding. */
export function hasSentence(name: string): boolean {
  return TOLD.has(name);
}

const TOLD: ReadonlySet<string> = new Set([
  'email.clicked',
  'email.opened',
  'email.unsubscribed',
  'email.replied',
  'email.bounced',
  'email.complained',
  'sms.replied',
  'sms.stopped',
  'form.submitted',
  'form.confirmed',
  'segment.entered',
  'segment.left',
  'task.done',
  'page',
]);
