import type { MoveChoice } from '@trellis/shared/api/publish-views.ts';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../ui/format-number.ts';
import classes from './pace.module.css';

/** As they are read: what happens first, first. */
const ORDER: readonly MoveChoice[] = ['now', 'next-step', 'restart', 'exit', 'stay'];

/** “239 now · 96 at next step · 17 stay”: what happens to all of them, by leads. */
export function Sums({ sums }: { sums: Record<MoveChoice, number> }) {
  const { t } = useTranslation();
  return (
    <ul className={classes.sums} aria-label={t('publish.sums')}>
      {ORDER.filter((choice) => sums[choice] > 0).map((choice) => {
        const n = formatCount(sums[choice]);
        const words = t(`publish.sum.${choice}`, { count: sums[choice], n });
        const [before = '', after = ''] = words.split(n);
        return (
          <li key={choice}>
            {before}
            <b>{n}</b>
            {after}
          </li>
        );
      })}
    </ul>
  );
}
