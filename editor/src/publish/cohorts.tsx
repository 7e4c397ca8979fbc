import type { Cohort, MoveChoice, PublishPreview } from '@trellis/shared/api/publish-views.ts';
import { MOVE_CHOICES } from '@trellis/shared/api/publish-views.ts';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../ui/format-number.ts';
import { type Choices, choicesOfAny, chooseForAll, chosenFor, cohortKey } from './choices.ts';
import { CohortRow } from './cohort-row.tsx';
import classes from './cohorts.module.css';
import { NativeSelect } from './native-select.tsx';
import dialog from './publish-dialog.module.css';
import { useChoiceWords } from './use-choice-words.ts';

interface Props {
  preview: PublishPreview;
  choices: Choices;
  onChoose: (choices: Choices) => void;
  /** Cohorts whose step is gone and for which nobody named another, once publishing was tried. */
  missing: ReadonlySet<string>;
}

/** “Who it affects”: who waits where, what moving would do to them, and the choice for each. */
export function Cohorts({ preview, choices, onChoose, missing }: Props) {
  const { t } = useTranslation();
  const { cohorts, number, current } = preview;
  // Where all are on the current version its number says nothing.
  const several = cohorts.some((cohort) => cohort.version.id !== current?.id);
  const places = new Set(cohorts.map((cohort) => cohort.node.id)).size;
  return (
    <section className={dialog.affects}>
      <div className={`${dialog.label} ${dialog.padded}`}>
        <h3>{t('publish.affects')}</h3>
        <span>
          {t('publish.affectsCount', {
            count: places,
            leads: t('publish.leads', { count: preview.leads, n: formatCount(preview.leads) }),
          })}
        </span>
      </div>
      <table className={classes.table} aria-label={t('publish.affects')}>
        <thead>
          <tr>
            <th scope="col">{t('publish.waitingAt')}</th>
            <th scope="col" data-numeric="">
              {t('publish.leadsHeader')}
            </th>
            <th scope="col">{t('publish.ifTheyMove', { version: number })}</th>
            <th scope="col">
              {cohorts.length > 1 ? (
                <ForAll cohorts={cohorts} number={number} choices={choices} onChoose={onChoose} />
              ) : (
                t('publish.choiceHeader')
              )}
            </th>
          </tr>
        </thead>
        <tbody>
          {cohorts.map((cohort) => {
            const key = cohortKey(cohort);
            return (
              <CohortRow
                key={key}
                cohort={cohort}
                number={number}
                withVersion={several}
                targets={preview.targets}
                chosen={chosenFor(cohort, choices)}
                missing={missing.has(key)}
                onChoose={(chosen) => onChoose(new Map(choices).set(key, chosen))}
              />
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

/** One choice for all that admit it, in the place of the column's heading. */
function ForAll({
  cohorts,
  number,
  choices,
  onChoose,
}: { cohorts: readonly Cohort[]; number: number } & Pick<Props, 'choices' | 'onChoose'>) {
  const { t } = useTranslation();
  const words = useChoiceWords(number);
  const chosen = new Set(cohorts.map((cohort) => chosenFor(cohort, choices).choice));
  const versions = new Set(cohorts.map((cohort) => cohort.version.number));
  const [old] = versions;
  const [only] = chosen;
  const same = chosen.size === 1 ? only : undefined;
  return (
    <NativeSelect
      quiet
      aria-label={t('publish.forAll')}
      value={same ?? ''}
      onChange={(event) => {
        const choice = MOVE_CHOICES.find((one): one is MoveChoice => one === event.target.value);
        if (choice) onChoose(chooseForAll(cohorts, choices, choice));
      }}
    >
      {same === undefined && <option value="">{t('publish.mixed')}</option>}
      {choicesOfAny(cohorts, MOVE_CHOICES).map((choice) => (
        <option key={choice} value={choice}>
          {t('publish.forAllTo', { choice: words(choice, versions.size === 1 ? old : undefined) })}
        </option>
      ))}
    </NativeSelect>
  );
}
