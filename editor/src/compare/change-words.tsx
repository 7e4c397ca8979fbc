import type { VersionChange } from '@trellis/shared/api/publish-views.ts';
import type { TFunction } from 'i18next';
import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './change-words.module.css';

type Setting = VersionChange['settings'][number];

/** Values longer than this, and those that the server had to shorten, are not written out in a line. */
const LONGEST_IN_LINE = 56;

/** The 18 px square before a change: + new, ~ changed, − gone. Grey, as all of comparing is; said in words to screen readers. */
export function ChangeMark({ kind, strong = false }: { kind: VersionChange['kind']; strong?: boolean }) {
  const { t } = useTranslation();
  return (
    <span className={classes.mark} data-strong={strong || undefined}>
      <span aria-hidden="true">{{ new: '+', changed: '~', gone: '−' }[kind]}</span>
      <span className="tr-hidden">{t(`compare.kind.${kind}`)}</span>
    </span>
  );
}

/**
 * What a change says after the name, in one line: the settings that differ with what went out struck, and the rest of its sentence. `brief`: of several
 * settings only which.
 */
export function ChangeWords({ change, brief = false }: { change: VersionChange; brief?: boolean }) {
  const { t } = useTranslation();
  const parts: { key: string; words: ReactNode }[] = change.settings.map((setting) => ({
    key: setting.label,
    words: brief && change.settings.length > 1 ? inSentence(setting.label) : <SettingWords setting={setting} />,
  }));
  if (change.text) parts.push({ key: 'text', words: change.text });
  return (
    <span className={classes.words} title={plainWords(change, t)}>
      {parts.map(({ key, words }, index) => (
        <Fragment key={key}>
          {index > 0 && t('compare.and')}
          {words}
        </Fragment>
      ))}
    </span>
  );
}

function SettingWords({ setting }: { setting: Setting }) {
  const { t } = useTranslation();
  const { label, from, to } = setting;
  if (isLong(setting)) return <>{t('compare.otherWords', { label: inSentence(label) })}</>;
  return (
    <>
      {inSentence(label)} {from !== null && <del>{from}</del>} <ins>{to ?? t('compare.notSet')}</ins>
    </>
  );
}

/** True where a setting's values would not stand in one line. */
function isLong({ from, to }: Setting): boolean {
  return [from, to].some((words) => words !== null && (words.length > LONGEST_IN_LINE || words.includes('…')));
}

/** A change after its name as plain text, for tooltips. */
function plainWords(change: VersionChange, t: TFunction): string {
  const settings = change.settings.map((setting) => {
    if (isLong(setting)) return t('compare.otherWords', { label: inSentence(setting.label) });
    const to = setting.to ?? t('compare.notSet');
    return setting.from === null
      ? t('compare.isSet', { label: inSentence(setting.label), to })
      : t('compare.was', { label: inSentence(setting.label), from: setting.from, to });
  });
  return [...settings, change.text].filter(Boolean).join(t('compare.and'));
}

/** A form's label within a sentence: “Give up after” → “give up after”; abbreviations such as “SMS text” keep their capitals. */
function inSentence(label: string): string {
  return /^\p{Lu}(?!\p{Lu})/u.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}
