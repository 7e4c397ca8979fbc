import type { Move } from '@trellis/shared/api/publish-views.ts';
import { MAY_DRAW } from '@trellis/shared/api/roles.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/use-reader.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { formatCount } from '../ui/format-number.ts';
import { mayCancel, mayRollBack } from './move-words.ts';
import { useMoveActions } from './use-moves.ts';

/** What can be done about a move: stop it, or take it back. Both say first whom it concerns. */
export function MoveActions({ move }: { move: Move }) {
  const { t } = useTranslation();
  const may = useMay(MAY_DRAW);
  const actions = useMoveActions(move);
  const [asked, setAsked] = useState<'cancel' | 'roll-back'>();
  const close = () => setAsked(undefined);
  const version = move.version.number;
  const moved = formatCount(move.moved);
  if (!may) return null;
  return (
    <>
      {mayCancel(move) && (
        <Button size="row" onClick={() => setAsked('cancel')}>
          {t('moves.cancel')}
        </Button>
      )}
      {mayRollBack(move) && (
        <Button size="row" onClick={() => setAsked('roll-back')}>
          {t('moves.rollBack')}
        </Button>
      )}
      <ConfirmDialog
        open={asked === 'cancel'}
        title={t('moves.cancelTitle')}
        confirm={t('moves.cancelConfirm')}
        busy={actions.busy}
        onClose={close}
        onConfirm={() => actions.cancel(close)}
      >
        {t('moves.cancelText', { moved, version })}
      </ConfirmDialog>
      <ConfirmDialog
        open={asked === 'roll-back'}
        title={t('moves.rollBackTitle', { count: move.moved, n: moved, version })}
        confirm={t('moves.rollBackConfirm')}
        busy={actions.busy}
        onClose={close}
        onConfirm={() => actions.rollBack(close)}
      >
        {t('moves.rollBackText', { version })}
      </ConfirmDialog>
    </>
  );
}
