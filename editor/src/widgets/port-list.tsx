import { IconPlus, IconTrash } from '@tabler/icons-react';
import { holds } from '@trellis/shared/node/when.ts';
import { useTranslation } from 'react-i18next';
import { emptyValue, type FieldSchema } from '../inspector/schema.ts';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { ObjectWidget } from './object.tsx';
import { freePortId } from './parts.ts';
import { asRecord, asText, type WidgetProps } from './widget.ts';
import classes from './widgets.module.css';

/** Entries that are ports: each has an id of its own that nobody sees and that stays, and shows the fields that its kind needs. */
export function PortListWidget(props: WidgetProps) {
  const { id, schema, value, onChange, disabled, label, path } = props;
  const { t } = useTranslation();
  const entries = (Array.isArray(value) ? value : []).map(asRecord);
  const items = schema.items ?? {};
  const add = () => {
    const taken = [...entries.map((entry) => asText(entry.id)), 'else', 'timeout', 'past', 'missing'];
    onChange([...entries, { ...asRecord(emptyValue(items)), id: freePortId(taken) }]);
  };
  const nameOf = (index: number) => asText(entries[index]?.label) || t('inspector.list.entry', { n: index + 1 });
  return (
    <div role="group" aria-label={label} className={classes.stack}>
      {entries.map((entry, index) => (
        <fieldset key={asText(entry.id) || index} className={classes.branch}>
          <div className={classes.entry}>
            <div className={classes.grow}>
              <ObjectWidget
                {...props}
                id={index === 0 ? id : `${id}-${index}`}
                schema={shownOf(items, entry)}
                value={entry}
                label={nameOf(index)}
                required
                invalid={false}
                path={[...path, index]}
                onChange={(next) => onChange(entries.map((other, at) => (at === index ? next : other)))}
              />
            </div>
            {!disabled && entries.length > (schema.minItems ?? 0) && (
              <IconButton
                label={t('inspector.list.remove', { n: index + 1 })}
                icon={<IconTrash size={14} stroke={1.75} />}
                onClick={() => onChange(entries.filter((_, at) => at !== index))}
              />
            )}
          </div>
        </fieldset>
      ))}
      {!disabled && entries.length < (schema.maxItems ?? 100) && (
        <Button size="row" icon={<IconPlus size={14} />} onClick={add}>
          {t('inspector.list.add')}
        </Button>
      )}
    </div>
  );
}

/** The fields of an entry that its other values call for; never its id. */
function shownOf(items: FieldSchema, entry: Record<string, unknown>): FieldSchema {
  const shown = Object.entries(items.properties ?? {}).filter(
    ([name, { when }]) => name !== 'id' && (when === undefined || holds(when, entry)),
  );
  return { ...items, properties: Object.fromEntries(shown) };
}
