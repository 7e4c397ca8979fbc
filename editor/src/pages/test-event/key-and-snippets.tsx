import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeBlock } from '../../ui/code-block.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import classes from './event-form.module.css';
import { type SampleEvent, SNIPPET_LANGUAGES, type SnippetLanguage, snippet } from './sample-event.ts';

/** Characters of a key that say which one it is without giving it away on a shared screen. */
const SHOWN_OF_KEY = 14;

/** The write key, and code that sends the event of the form. The key is masked on screen and whole in what is copied. */
export function KeyAndSnippets({ writeKey, sample }: { writeKey: string; sample: SampleEvent }) {
  const { t } = useTranslation();
  const [language, setLanguage] = useState<SnippetLanguage>('curl');
  const masked = `${writeKey.slice(0, SHOWN_OF_KEY)}••••`;
  const { origin } = window.location;
  return (
    <section className={classes.section}>
      <CopyField
        label={t('testEvent.writeKey')}
        hint={t('testEvent.writeKeyHint')}
        value={writeKey}
        copyLabel={t('testEvent.copyKey')}
        maskAfter={SHOWN_OF_KEY}
      />
      <div className={classes.snippetBar}>
        <Segmented
          label={t('testEvent.language')}
          value={language}
          onChange={setLanguage}
          segments={SNIPPET_LANGUAGES.map((value) => ({ value, label: t(`testEvent.${value}`) }))}
        />
        <CopyButton text={snippet(language, sample, writeKey, origin)} label={t('testEvent.copy')} />
      </div>
      <CodeBlock label={t('testEvent.snippet')}>{snippet(language, sample, masked, origin)}</CodeBlock>
    </section>
  );
}
