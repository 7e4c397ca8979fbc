import { Combobox, InputBase, useCombobox } from '@mantine/core';
import { IconCheck, IconPlus, IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../ui/icon-button.tsx';
import own from './choice-field.module.css';
import { asText, type WidgetProps } from './widget.ts';

/** Something to choose: kept by its id, read by its name. */
export interface Choice {
  id: string;
  name: string;
  /** Small words at the right: how many, or what keeps it from being chosen. */
  note?: string | undefined;
  /** Heading it stands under. */
  group?: string | undefined;
  /** Shown where it was chosen before, never offered. */
  gone?: boolean | undefined;
}

interface Props extends Pick<WidgetProps, 'id' | 'value' | 'onChange' | 'label' | 'disabled' | 'required'> {
  invalid: boolean;
  describedBy?: string | undefined;
  choices: readonly Choice[];
  placeholder: string;
  /** Said in the list where nothing fits what was typed. */
  none: string;
  icon?: React.ReactNode;
  /** A last row that makes a new one of what was typed; gives its words. */
  add?: { words: (typed: string) => string; run: (typed: string) => void } | undefined;
}

/** Rows shown at once; typing narrows them. */
const SHOWN = 60;

/**
 * A field to choose by name: arrows and Enter, or typing to search. What was typed stays, as the value itself, until it is a name: nothing is lost,
 * and whoever reads the value sees what is wrong with it.
 */
export function ChoiceField(props: Props) {
  const {
    id,
    value,
    onChange,
    label,
    disabled,
    required,
    invalid,
    describedBy,
    choices,
    placeholder,
    none,
    icon,
    add,
  } = props;
  const { t } = useTranslation();
  const chosen = choices.find((choice) => choice.id === asText(value));
  const shown = chosen?.name ?? asText(value);
  const [text, setText] = useState(shown);
  // Chosen elsewhere, undone, or its name has come from the server meanwhile.
  useEffect(() => setText(shown), [shown]);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const typed = text.trim();
  // The name that stands there is not a search: opening shows everything.
  const search = chosen && typed === chosen.name ? '' : typed.toLowerCase();
  const offered = choices.filter((choice) => !choice.gone || choice.id === chosen?.id);
  const found = offered.filter((choice) => `${choice.name} ${choice.group ?? ''}`.toLowerCase().includes(search));
  // Enter takes the best of what was found.
  const first = search === '' ? '' : (found[0]?.id ?? '');
  useEffect(() => {
    if (first !== '' && combobox.dropdownOpened) combobox.selectFirstOption();
  }, [first, combobox.dropdownOpened, combobox.selectFirstOption]);
  const groups = [...new Set(found.map((choice) => choice.group ?? ''))];
  const type = (next: string) => {
    setText(next);
    combobox.openDropdown();
    const named = offered.filter((choice) => choice.name === next.trim() && !choice.gone);
    onChange(next.trim() === '' ? undefined : named.length === 1 ? named[0]?.id : next.trim());
  };
  const row = (choice: Choice) => (
    <Combobox.Option key={choice.id} value={choice.id} active={choice.id === chosen?.id}>
      <span className={own.row}>
        <span className={own.name}>{choice.name}</span>
        {choice.note && <span className={own.note}>{choice.note}</span>}
        {choice.id === chosen?.id && <IconCheck size={14} stroke={2} aria-hidden="true" />}
      </span>
    </Combobox.Option>
  );
  return (
    <Combobox
      store={combobox}
      withinPortal
      onOptionSubmit={(picked) => {
        combobox.closeDropdown();
        if (picked === ADD) return add?.run(typed);
        const choice = choices.find((one) => one.id === picked);
        setText(choice?.name ?? '');
        onChange(picked);
      }}
    >
      <Combobox.Target withExpandedAttribute>
        <InputBase
          id={id}
          aria-label={label}
          value={text}
          placeholder={placeholder}
          disabled={disabled}
          error={invalid}
          autoComplete="off"
          aria-describedby={describedBy}
          aria-required={required}
          classNames={{ input: chosen ? own.chosen : own.plain }}
          leftSection={icon}
          rightSectionPointerEvents="all"
          rightSection={
            text !== '' && !required && !disabled ? (
              <IconButton
                label={t('inspector.choice.clear', { label })}
                icon={<IconX size={14} stroke={1.75} />}
                onClick={() => type('')}
              />
            ) : (
              <Combobox.Chevron />
            )
          }
          onChange={(event) => type(event.currentTarget.value)}
          onClick={() => combobox.openDropdown()}
          onFocus={(event) => event.currentTarget.select()}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options mah={260} style={{ overflowY: 'auto' }}>
          {groups.map((group) =>
            group === '' ? (
              found
                .filter((choice) => !choice.group)
                .slice(0, SHOWN)
                .map(row)
            ) : (
              <Combobox.Group key={group} label={group}>
                {found
                  .filter((choice) => choice.group === group)
                  .slice(0, SHOWN)
                  .map(row)}
              </Combobox.Group>
            ),
          )}
          {found.length === 0 && <Combobox.Empty className={own.none}>{none}</Combobox.Empty>}
          {add && (
            <Combobox.Option value={ADD}>
              <span className={own.row} data-add="">
                <IconPlus size={14} stroke={1.75} aria-hidden="true" />
                <span className={own.name}>{add.words(search === '' ? '' : typed)}</span>
              </span>
            </Combobox.Option>
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

/** No id looks like this. */
const ADD = '+';
