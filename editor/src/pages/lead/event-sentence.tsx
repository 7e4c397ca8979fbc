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
    page: 'world',
    identify: 'user',
  };
  return known[name] ?? 'bolt';
}

/** True for events that are told in words of their own, so that their name is worth adding. */
export function hasSentence(name: string): boolean {
  return ['email.clicked', 'email.opened', 'email.unsubscribed', 'page'].includes(name);
}
