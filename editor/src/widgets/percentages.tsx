import { TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { freePortId, partKeys } from './parts.ts';
import { addPart, changeShare, readParts, removePart, shareEvenly } from './shares.ts';
import type { WidgetProps } from './widget.ts';
import classes from './widgets.module.css';

/** Named shares that always sum to 100 %: changing one takes from, or gives to, the others in proportion. */
export function PercentagesWidget({ id, schema, value, onChange, disabled, label }: WidgetProps) {
  const { t } = useTranslation();
  const keys = partKeys(schema);
  const parts = readParts(value, keys);
  const write = (changed: typeof parts) =>
    onChange(
      changed.map(({ extra, id: part, label: words, percent }) => ({
        ...extra,
        [keys.id]: part,
        [keys.label]: words,
        [keys.percent]: percent,
      })),
    );
  const nameOf = (index: number) => parts[index]?.label || t('inspector.percentages.part', { letter: letterOf(index) });
  const min = schema.minItems ?? 2;
  return (
    <div role="group" aria-label={label} className={classes.stack}>
      {parts.map((part, index) => (
        <div key={part.id} className={classes.entry}>
          <TextInput
            id={index === 0 ? id : undefined}
            className={classes.grow}
            aria-label={t('inspector.percentages.name', { n: index + 1 })}
            placeholder={nameOf(index)}
            value={part.label}
            disabled={disabled}
            onChange={(event) =>
              write(parts.map((other) => (other === part ? { ...part, label: event.currentTarget.value } : other)))
            }
          />
          <TextInput
            w={72}
            type="number"
            min={0}
            max={100}
            className={classes.number}
            aria-label={t('inspector.percentages.share', { name: nameOf(index) })}
            value={part.percent}
            disabled={disabled || parts.length < 2}
            rightSection="%"
            rightSectionPointerEvents="none"
            onChange={(event) => {
              const share = Number(event.currentTarget.value);
              if (Number.isInteger(share)) write(changeShare(parts, index, share));
            }}
          />
          {!disabled && parts.length > min && (
            <IconButton
              label={t('inspector.percentages.remove', { name: nameOf(index) })}
              icon={<IconX size={14} stroke={1.75} />}
              onClick={() => write(removePart(parts, index))}
            />
          )}
        </div>
      ))}
      <div className={classes.bar} aria-hidden="true">
        {parts.map((part, index) => (
          <i key={part.id} style={{ flexGrow: part.percent }} data-odd={index % 2 === 1 || undefined} />
        ))}
      </div>
      {!disabled && (
        <div className={classes.actions}>
          {parts.length < (schema.maxItems ?? 10) && (
            <Button
              size="row"
              icon={<IconPlus size={14} />}
              onClick={() =>
                write(
                  addPart(parts, {
                    id: freePortId(parts.map((part) => part.id)),
                    label: letterOf(parts.length),
                    percent: 0,
                    extra: {},
                  }),
                )
              }
            >
              {t('inspector.percentages.add')}
            </Button>
          )}
          <Button size="row" look="ghost" onClick={() => write(shareEvenly(parts))}>
            {t('inspector.percentages.even')}
          </Button>
        </div>
      )}
    </div>
  );
}

function letterOf(index: number): string {
  return String.fromCharCode(65 + (index % 26));
}
