import { TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { asRecord, asText, type WidgetProps } from './widget.ts';
import classes from './widgets.module.css';

type Row = { key: string; value: string; id: number };

/** Names with values. Rows with an empty or a double name are kept in the form until they are right. */
export function KeyValueWidget({ id, value, onChange, disabled, label }: WidgetProps) {
  const { t } = useTranslation();
  const next = useRef(0);
  const written = useRef(JSON.stringify(asRecord(value)));
  const read = (): Row[] =>
    Object.entries(asRecord(value)).map(([key, entry]) => {
      next.current += 1;
      return { key, value: asText(entry), id: next.current };
    });
  const [rows, setRows] = useState<Row[]>(read);
  const present = JSON.stringify(asRecord(value));
  // biome-ignore lint/correctness/useExhaustiveDependencies: read anew only when the value changed from outside, as by undo
  useEffect(() => {
    if (present !== written.current) {
      written.current = present;
      setRows(read());
    }
  }, [present]);
  const change = (changed: Row[]) => {
    setRows(changed);
    const record = Object.fromEntries(
      changed.filter(({ key }) => key.trim() !== '').map(({ key, value: text }) => [key.trim(), text]),
    );
    written.current = JSON.stringify(record);
    onChange(record);
  };
  const double = rows.map(({ key }) => key.trim()).find((key, index, all) => key !== '' && all.indexOf(key) !== index);
  return (
    <div role="group" aria-label={label} className={classes.stack}>
      {rows.map((row, index) => (
        <div key={row.id} className={classes.entry}>
          <TextInput
            id={index === 0 ? id : undefined}
            className={classes.grow}
            aria-label={t('inspector.keyValue.key', { n: index + 1 })}
            placeholder={t('inspector.keyValue.keyHint')}
            value={row.key}
            disabled={disabled}
            error={double !== undefined && row.key.trim() === double}
            onChange={(event) =>
              change(rows.map((other) => (other === row ? { ...row, key: event.currentTarget.value } : other)))
            }
          />
          <TextInput
            className={classes.grow}
            aria-label={t('inspector.keyValue.value', { n: index + 1 })}
            placeholder={t('inspector.keyValue.valueHint')}
            value={row.value}
            disabled={disabled}
            onChange={(event) =>
              change(rows.map((other) => (other === row ? { ...row, value: event.currentTarget.value } : other)))
            }
          />
          {!disabled && (
            <IconButton
              label={t('inspector.keyValue.remove', { name: row.key || index + 1 })}
              icon={<IconX size={14} stroke={1.75} />}
              onClick={() => change(rows.filter((other) => other !== row))}
            />
          )}
        </div>
      ))}
      {double !== undefined && <p className={classes.error}>{t('inspector.keyValue.double', { name: double })}</p>}
      {!disabled && (
        <Button
          size="row"
          icon={<IconPlus size={14} />}
          onClick={() => {
            next.current += 1;
            setRows([...rows, { key: '', value: '', id: next.current }]);
          }}
        >
          {t('inspector.keyValue.add')}
        </Button>
      )}
    </div>
  );
}
