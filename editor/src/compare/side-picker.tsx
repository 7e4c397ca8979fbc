import { Combobox, useCombobox } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { VersionView } from '../canvas/workflow-api.ts';
import { formatCount } from '../ui/format-number.ts';
import { useTimeFormat } from '../ui/time/use-time-format.ts';
import classes from './compare-card.module.css';
import { DRAFT, type Side, sideId } from './sides.ts';

interface Props {
  label: string;
  value: Side;
  versions: readonly VersionView[];
  /** The draft can only be the later of the two. */
  withDraft: boolean;
  onChoose: (id: string) => void;
}

/** Chooses a version, newest first, each with when, by whom and how many leads are on it; or the draft. */
export function SidePicker({ label, value, versions, withDraft, onChoose }: Props) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const name = value.kind === 'draft' ? t('compare.draft') : t('compare.version', { version: value.version.number });
  const note =
    value.kind === 'draft' ? '' : value.version.current ? t('compare.live') : format.day(value.version.publishedAt);
  return (
    <Combobox
      store={combobox}
      width={300}
      position="bottom-start"
      onOptionSubmit={(id) => {
        onChoose(id);
        combobox.closeDropdown();
      }}
    >
      <Combobox.Target targetType="button">
        <button
          type="button"
          className={classes.picker}
          aria-label={`${label} ${name} ${note}`.trim()}
          onClick={() => combobox.toggleDropdown()}
        >
          <b>{name}</b>
          <span>{note}</span>
          <IconChevronDown size={14} stroke={1.75} aria-hidden="true" />
        </button>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options className={classes.options} aria-label={label}>
          {withDraft && (
            <Combobox.Option value={DRAFT} active={value.kind === 'draft'} selected={value.kind === 'draft'}>
              <span className={classes.option}>
                <b>{t('compare.draft')}</b>
              </span>
            </Combobox.Option>
          )}
          {versions.map((version) => (
            <Combobox.Option
              key={version.id}
              value={version.id}
              active={sideId(value) === version.id}
              selected={sideId(value) === version.id}
            >
              <span className={classes.option}>
                <b>{t('compare.version', { version: version.number })}</b>
                {version.current && <em>{t('compare.live')}</em>}
                <i>
                  {version.active > 0
                    ? t('compare.onIt', { count: version.active, n: formatCount(version.active) })
                    : ''}
                </i>
                <small>
                  {t('compare.versionNote', {
                    when: format.moment(version.publishedAt),
                    who: version.publishedBy.name,
                  })}
                </small>
              </span>
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
