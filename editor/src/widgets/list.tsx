import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { emptyValue } from '../inspector/schema.ts';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { NestedProblem } from './nested-problem.tsx';
import type { WidgetProps } from './widget.ts';
import classes from './widgets.module.css';

/** A list whose entries have widgets of their own. */
export function ListWidget({ id, schema, value, onChange, disabled, config, path, label, widgetOf }: WidgetProps) {
  const { t } = useTranslation();
  const entries: unknown[] = Array.isArray(value) ? value : [];
  const items = schema.items ?? {};
  const Entry = widgetOf(items);
  return (
    <div role="group" aria-label={label} className={classes.stack}>
      {entries.map((entry, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: entries have no ids, and their order is what they are
        <div key={index} className={classes.entry}>
          <div className={classes.grow}>
            <Entry
              id={index === 0 ? id : `${id}-${index}`}
              schema={items}
              value={entry}
              label={t('inspector.list.entry', { n: index + 1 })}
              required
              disabled={disabled}
              invalid={false}
              config={config}
              widgetOf={widgetOf}
              path={[...path, index]}
              onChange={(next) =>
                onChange(entries.map((other, at) => (at === index ? (next ?? emptyValue(items)) : other)))
              }
            />
            {!items.properties && <NestedProblem path={[...path, index]} />}
          </div>
          {!disabled && (
            <IconButton
              label={t('inspector.list.remove', { n: index + 1 })}
              icon={<IconX size={14} stroke={1.75} />}
              onClick={() => onChange(entries.filter((_, at) => at !== index))}
            />
          )}
        </div>
      ))}
      {!disabled && entries.length < (schema.maxItems ?? 100) && (
        <Button size="row" icon={<IconPlus size={14} />} onClick={() => onChange([...entries, emptyValue(items)])}>
          {t('inspector.list.add')}
        </Button>
      )}
    </div>
  );
}
