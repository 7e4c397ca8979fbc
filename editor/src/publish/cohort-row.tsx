import type { Cohort, PublishPreview } from '@trellis/shared/api/publish-views.ts';
import { MOVE_CHOICES } from '@trellis/shared/api/publish-views.ts';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useNodeLook } from '../api/use-node-types.ts';
import { formatCount } from '../ui/format-number.ts';
import { NodeIcon } from '../ui/node-icon.tsx';
import { Pill } from '../ui/pill.tsx';
import { Tile } from '../ui/tile.tsx';
import { asksForTarget, type Chosen, targetOf } from './choices.ts';
import classes from './cohorts.module.css';
import { NativeSelect } from './native-select.tsx';
import { useChoiceWords } from './use-choice-words.ts';

interface Props {
  cohort: Cohort;
  /** Of the version to be. */
  number: number;
  /** Several versions have leads: each row says which. */
  withVersion: boolean;
  targets: PublishPreview['targets'];
  chosen: Chosen;
  missing: boolean;
  onChoose: (chosen: Chosen) => void;
}

/** Who rests at one step of one version, what moving would do, and what is to happen to them. */
export function CohortRow({ cohort, number, withVersion, targets, chosen, missing, onChoose }: Props) {
  const { t } = useTranslation();
  const look = useNodeLook()(cohort.node.type);
  const words = useChoiceWords(number);
  const problem = useId();
  const { node, version } = cohort;
  const asks = asksForTarget(cohort, chosen);
  const target = targetOf(cohort, chosen);
  return (
    <tr className={classes.cohort}>
      <td>
        <span className={classes.at}>
          <Tile category={look.category} size={20}>
            <NodeIcon name={look.icon} category={look.category} size={13} />
          </Tile>
          <span className={classes.atName} title={node.name}>
            {node.name}
          </span>
          {withVersion && <Pill small>{t('publish.version', { version: version.number })}</Pill>}
        </span>
      </td>
      <td data-numeric="">
        <span className={classes.unit}>
          {t('publish.leads', { count: cohort.leads, n: formatCount(cohort.leads) })}
        </span>
        <span className={classes.bare}>{formatCount(cohort.leads)}</span>
      </td>
      <td className={classes.effect}>
        {cohort.effect}
        {cohort.held > 0 && (
          <span className={classes.held}>{t('publish.held', { count: cohort.held, n: formatCount(cohort.held) })}</span>
        )}
      </td>
      <td>
        <NativeSelect
          aria-label={
            withVersion
              ? t('publish.choiceOfVersion', { name: node.name, version: version.number })
              : t('publish.choiceOf', { name: node.name })
          }
          value={chosen.choice}
          onChange={(event) => {
            const choice = MOVE_CHOICES.find((one) => one === event.target.value);
            if (choice) onChoose({ ...chosen, choice });
          }}
        >
          {cohort.choices.map((choice) => (
            <option key={choice} value={choice}>
              {words(choice, version.number)}
            </option>
          ))}
        </NativeSelect>
        {asks && (
          <div className={classes.target}>
            <span aria-hidden="true">{t('publish.target')}</span>
            <NativeSelect
              aria-label={t('publish.targetOf', { name: node.name })}
              aria-describedby={missing ? problem : undefined}
              invalid={missing}
              value={target ?? ''}
              onChange={(event) => onChoose({ ...chosen, target: event.target.value })}
            >
              {target === null && <option value="">{t('publish.targetNone')}</option>}
              {targets.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </NativeSelect>
          </div>
        )}
        {missing && (
          <p id={problem} className={classes.rowProblem} role="alert">
            {t('publish.targetMissing', { name: node.name, version: number })}
          </p>
        )}
      </td>
    </tr>
  );
}
