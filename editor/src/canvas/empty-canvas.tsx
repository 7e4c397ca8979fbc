import { useTranslation } from 'react-i18next';
import { useEditor } from '../store/editor.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import classes from './hud.module.css';

/** A workflow without steps: what comes first, and the button for it. */
export function EmptyCanvas() {
  const { t } = useTranslation();
  const { store } = useEditor();
  return (
    <div className={classes.empty}>
      <div className={`${classes.card} ${classes.emptyCard}`}>
        <EmptyState
          title={t('canvas.empty.title')}
          action={
            <Button
              look="primary"
              onClick={(event) => {
                const box = event.currentTarget.getBoundingClientRect();
                store.look((view) => {
                  view.picker = {
                    spot: { kind: 'free', position: { x: 0, y: 0 } },
                    type: null,
                    anchor: { x: box.right, y: box.bottom },
                  };
                });
              }}
            >
              {t('canvas.empty.action')}
            </Button>
          }
        >
          {t('canvas.empty.text')}
        </EmptyState>
      </div>
    </div>
  );
}
