import { IconAlertTriangle, IconArrowsExchange } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Move } from '@trellis/shared/api/publish-views.ts';
import { useTranslation } from 'react-i18next';
import type { WorkflowView } from '../canvas/workflow-api.ts';
import { formatCount } from '../ui/format-number.ts';
import { useTimeSetting } from '../ui/time/clock.tsx';
import { formatMoment } from '../ui/time/format-time.ts';
import { MoveActions } from './move-actions.tsx';
import { isUnderWay, progressOf, statusWords, stoppedItself } from './move-words.ts';
import classes from './strip.module.css';
import { useMoves } from './use-moves.ts';

/** Under the top bar: moves that are under way, and the newest one if it stopped itself; with their progress and what can be done. */
export function MovesStrip({ workflow }: { workflow: WorkflowView }) {
  const moves = useMoves(workflow.id).data?.items ?? [];
  const shown = moves.filter((move, index) => isUnderWay(move) || (index === 0 && stoppedItself(move)));
  return shown.map((move) => <MoveLine key={move.id} move={move} />);
}

function MoveLine({ move }: { move: Move }) {
  const { t } = useTranslation();
  const { zone } = useTimeSetting();
  const { done, total } = progressOf(move);
  const stopped = stoppedItself(move);
  const words = statusWords(move, t);
  const goesOn = move.status === 'watching' ? move.canary?.goesOnAt : null;
  const Icon = stopped ? IconAlertTriangle : IconArrowsExchange;
  return (
    <section className={classes.strip} data-tone={stopped ? 'warn' : undefined} aria-label={words}>
      <Icon size={16} stroke={1.75} aria-hidden="true" />
      <p className={classes.words}>
        <b>{words}</b> {stopped && move.stopped}
        {goesOn && t('moves.goesOn', { when: formatMoment(Date.parse(goesOn), { t, zone, now: Date.now() }) })}
      </p>
      {!stopped && <progress className={classes.progress} max={Math.max(1, total)} value={done} aria-label={words} />}
      <span className={classes.count}>
        {t('moves.progress', { done: formatCount(done), total: formatCount(total) })}
      </span>
      <MoveActions move={move} />
      <Link
        className={classes.link}
        to="/workflows/$id/live"
        params={{ id: move.workflowId }}
        search={{ show: 'moves' }}
      >
        {t('moves.all')}
      </Link>
    </section>
  );
}
