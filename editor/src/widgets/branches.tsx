import { TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { NestedProblem } from './nested-problem.tsx';
import { freePortId, partKeys } from './parts.ts';
import { asRecord, asText, type WidgetProps } from './widget.ts';
import classes from './widgets.module.css';

/** Branches in the order they are tried, each a name and a condition; each is a port. */
export function BranchesWidget({ id, schema, value, onChange, disabled, label, config, path, widgetOf }: WidgetProps) {
  const { t } = useTranslation();
  const keys = partKeys(schema);
  const branches = (Array.isArray(value) ? value : []).map(asRecord);
  const condition = schema.items?.properties?.[keys.when] ?? {};
  const Condition = widgetOf(condition);
  const nameOf = (index: number) =>
    asText(branches[index]?.[keys.label]) || t('inspector.branches.branch', { n: index + 1 });
  const swap = (index: number, other: number) => {
    const next = [...branches];
    const [one, two] = [next[index], next[other]];
    if (!one || !two) return;
    next[index] = two;
    next[other] = one;
    onChange(next);
  };
  const change = (index: number, part: Record<string, unknown>) =>
    onChange(branches.map((branch, at) => (at === index ? { ...branch, ...part } : branch)));
  const add = () => {
    const taken = [...branches.map((branch) => asText(branch[keys.id])), 'else'];
    onChange([
      ...branches,
      { [keys.id]: freePortId(taken), [keys.label]: '', [keys.when]: { version: 1, combinator: 'and', rules: [] } },
    ]);
  };
  return (
    <div role="group" aria-label={label} className={classes.stack}>
      {branches.map((branch, index) => (
        <fieldset key={asText(branch[keys.id]) || index} className={classes.branch}>
          <div className={classes.entry}>
            <TextInput
              id={index === 0 ? id : undefined}
              className={classes.grow}
              aria-label={t('inspector.branches.name', { n: index + 1 })}
              placeholder={t('inspector.branches.branch', { n: index + 1 })}
              value={asText(branch[keys.label])}
              disabled={disabled}
              onChange={(event) => change(index, { [keys.label]: event.currentTarget.value })}
            />
            {!disabled && (
              <>
                <IconButton
                  label={t('inspector.branches.up', { name: nameOf(index) })}
                  icon={<IconArrowUp size={14} stroke={1.75} />}
                  disabled={index === 0}
                  onClick={() => swap(index, index - 1)}
                />
                <IconButton
                  label={t('inspector.branches.down', { name: nameOf(index) })}
                  icon={<IconArrowDown size={14} stroke={1.75} />}
                  disabled={index === branches.length - 1}
                  onClick={() => swap(index, index + 1)}
                />
                <IconButton
                  label={t('inspector.branches.remove', { name: nameOf(index) })}
                  icon={<IconTrash size={14} stroke={1.75} />}
                  onClick={() => onChange(branches.filter((_, at) => at !== index))}
                />
              </>
            )}
          </div>
          <Suspense fallback={<div className={classes.waiting} />}>
            <Condition
              id={`${id}-when-${index}`}
              schema={condition}
              value={branch[keys.when]}
              label={nameOf(index)}
              required
              disabled={disabled}
              invalid={false}
              config={config}
              widgetOf={widgetOf}
              path={[...path, index, keys.when]}
              onChange={(when) => change(index, { [keys.when]: when ?? { version: 1, combinator: 'and', rules: [] } })}
            />
          </Suspense>
          <NestedProblem path={[...path, index]} />
        </fieldset>
      ))}
      {!disabled && branches.length < (schema.maxItems ?? 20) && (
        <Button size="row" icon={<IconPlus size={14} />} onClick={add}>
          {t('inspector.branches.add')}
        </Button>
      )}
    </div>
  );
}
