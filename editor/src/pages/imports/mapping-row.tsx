import { Select } from '@mantine/core';
import type { ImportColumn } from '@trellis/shared/api/imports.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EMPTY_VALUE } from '../../ui/format-number.ts';
import classes from './mapping.module.css';
import { attributeName, isAttribute, KINDS, kindOf, readTarget, targetOptions, withKind } from './mapping-targets.ts';

interface Props {
  name: string;
  /** Values of the first records; and how they are read, null where they are not. */
  values: readonly string[];
  reads: readonly (string | null)[];
  column: ImportColumn | null;
  taken: ReadonlySet<string>;
  attributes: readonly { name: string; label: string }[];
  onChange: (column: ImportColumn | null) => void;
}

/** One column of the file: its first values, what it becomes, how it is read. */
export function MappingRow({ name, values, reads, column, taken, attributes, onChange }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const options = targetOptions(
    { current: column?.to, taken, attributes, typed: attributeName(typed), own: attributeName(name) },
    t,
  );
  const asAttribute = column && isAttribute(column.to);
  return (
    <tr data-left-out={column === null || undefined}>
      <th scope="row" className={classes.name} title={name}>
        {name}
      </th>
      <td data-secondary>
        <Values values={values} />
      </td>
      <td>
        <Select
          aria-label={t('imports.map.becomesOf', { column: name })}
          data={options}
          value={column?.to ?? null}
          placeholder={t('imports.map.leaveOut')}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('imports.map.leaveOut') }}
          comboboxProps={{ width: 260, position: 'bottom-start' }}
          onSearchChange={setTyped}
          onChange={(next) => {
            const to = readTarget(next);
            onChange(to ? (isAttribute(to) && column ? { ...column, to } : { to }) : null);
          }}
        />
      </td>
      <td>
        {asAttribute && (
          <Select
            aria-label={t('imports.map.readAsOf', { column: name })}
            data={KINDS.map((value) => ({ value, label: t(`imports.map.kind.${value}`) }))}
            value={kindOf(column)}
            allowDeselect={false}
            comboboxProps={{ width: 220, position: 'bottom-start' }}
            onChange={(next) => {
              const kind = KINDS.find((one) => one === next);
              if (kind) onChange(withKind(column, kind));
            }}
          />
        )}
      </td>
      <td data-secondary>{column && <Reads values={values} reads={reads} />}</td>
    </tr>
  );
}

function Values({ values }: { values: readonly string[] }) {
  const shown = values.filter(Boolean).slice(0, 3);
  return (
    <div className={classes.values} title={shown.join('\n')}>
      {shown.length > 0 ? shown.join(' · ') : EMPTY_VALUE}
    </div>
  );
}

/** The first value as it will be kept; a value that cannot be read stands out. */
function Reads({ values, reads }: Pick<Props, 'values' | 'reads'>) {
  const { t } = useTranslation();
  const bad = reads.findIndex((read, index) => read === null && Boolean(values[index]?.trim()));
  if (bad >= 0)
    return (
      <div className={classes.unread} title={values[bad]}>
        {values[bad]}: {t('imports.map.unread')}
      </div>
    );
  return <div className={classes.values}>{reads.find((read) => read !== null) ?? EMPTY_VALUE}</div>;
}
