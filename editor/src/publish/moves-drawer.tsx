import { IconX } from '@tabler/icons-react';
import type { Move } from '@trellis/shared/api/publish-views.ts';
import { useTranslation } from 'react-i18next';
import drawer from '../inspector/inspector.module.css';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { formatCount } from '../ui/format-number.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { TableSkeleton } from '../ui/skeleton.tsx';
import { useTimeSetting } from '../ui/time/clock.tsx';
import { formatMoment } from '../ui/time/format-time.ts';
import { MoveActions } from './move-actions.tsx';
import {
  factWords,
  isUnderWay,
  progressOf,
  refusalWords,
  refusedOf,
  statusWords,
  stoppedItself,
} from './move-words.ts';
import classes from './moves-drawer.module.css';
import { useMoves } from './use-moves.ts';

/** Every move of a workflow, newest first: who was moved, by whom, how far it is, why some were not. */
export function MovesDrawer({ workflowId, onClose }: { workflowId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const moves = useMoves(workflowId);
  return (
    <aside className={`${drawer.drawer} ${classes.drawer}`} aria-label={t('moves.label')}>
      <header className={classes.head}>
        <h2>{t('moves.title')}</h2>
        <IconButton label={t('moves.close')} icon={<IconX size={16} stroke={1.75} />} onClick={onClose} />
      </header>
      <div className={drawer.body}>
        {moves.error && !moves.data ? (
          <ErrorState error={moves.error} what={t('moves.what')} onRetry={() => void moves.refetch()} />
        ) : !moves.data ? (
          <TableSkeleton rows={4} columns={[240]} />
        ) : moves.data.items.length === 0 ? (
          <EmptyState title={t('moves.none')}>{t('moves.noneText')}</EmptyState>
        ) : (
          <ol>
            {moves.data.items.map((move) => (
              <MoveItem key={move.id} move={move} />
            ))}
          </ol>
        )}
      </div>
    </aside>
  );
}

function MoveItem({ move }: { move: Move }) {
  const { t } = useTranslation();
  const { zone } = useTimeSetting();
  const { done, total } = progressOf(move);
  const moment = (at: string) => formatMoment(Date.parse(at), { t, zone, now: Date.now() });
  const words = statusWords(move, t);
  return (
    <li className={classes.move}>
      <div className={classes.line}>
        <h3>{words}</h3>
        <span>{t('moves.progress', { done: formatCount(done), total: formatCount(total) })}</span>
      </div>
      {isUnderWay(move) && (
        <progress className={classes.progress} max={Math.max(1, total)} value={done} aria-label={words} />
      )}
      {stoppedItself(move) && <p className={classes.stopped}>{move.stopped}</p>}
      {move.status === 'watching' && move.canary?.goesOnAt && (
        <p>{t('moves.goesOn', { when: moment(move.canary.goesOnAt) })}</p>
      )}
      <p className={classes.facts}>{factWords(move, t).join(' · ')}</p>
      {refusedOf(move) > 0 && (
        <ul className={classes.refused} aria-label={t('moves.refused.title')}>
          {refusalWords(move, t).map(({ n, why }) => (
            <li key={why}>
              <b>{n}</b> {why}
            </li>
          ))}
        </ul>
      )}
      <div className={classes.foot}>
        <span>{t('moves.by', { when: moment(move.startedAt), who: move.by.name })}</span>
        <MoveActions move={move} />
      </div>
    </li>
  );
}
