import { Tooltip } from '@mantine/core';
import { IconBan, IconPlus } from '@tabler/icons-react';
import { type MouseEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { moveSelection } from '../store/commands/insert.ts';
import { type Spot, whyNotInsert } from '../store/commands/legality.ts';
import { useEditor, useEditorState } from '../store/editor.ts';
import { Kbd } from '../ui/kbd.tsx';
import classes from './plus-button.module.css';
import { spotKey } from './spot.ts';
import { useReasonWords } from './use-change-words.ts';

interface Props {
  spot: Spot;
  /** Ports closer together than a card get a narrow slot. */
  narrow?: boolean;
  label: string;
}

/** The plus on an edge or an open port: opens the picker, and is the slot where a dragged step can be put. */
export function PlusButton({ spot, narrow = false, label }: Props) {
  const { t } = useTranslation();
  const why = useReasonWords();
  const editor = useEditor();
  const key = spotKey(spot);
  const button = useRef<HTMLButtonElement>(null);
  // A workflow has hundreds of these, and one pointer: only the one under it has a tooltip.
  const [near, setNear] = useState(false);
  const { dragged, over, carrying } = useEditorState(({ view }) => ({
    dragged: view.palette,
    over: view.over === key,
    carrying: view.carrying.length > 0,
  }));
  const description = dragged ? editor.catalog.get(dragged) : undefined;
  if (description) {
    const reason = whyNotInsert(editor.store.getState().doc.graph, description, spot);
    if (reason) {
      return (
        <span className={classes.refused}>
          <IconBan size={12} stroke={2} aria-hidden="true" />
          {why(reason)}
        </span>
      );
    }
    return (
      <span className={classes.slot} data-spot={key} data-over={over || undefined} data-narrow={narrow || undefined}>
        <IconPlus size={14} aria-hidden="true" />
        {over && !narrow && t('canvas.plus.drop')}
      </span>
    );
  }
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    const { store } = editor;
    if (carrying) {
      const ids = store.getState().view.carrying;
      if (editor.run((graph, context) => moveSelection(graph, ids, spot, context))) {
        store.look((view) => {
          view.carrying = [];
        });
      }
      return;
    }
    const box = event.currentTarget.getBoundingClientRect();
    store.look((view) => {
      view.picker = { spot, type: null, anchor: { x: box.x + box.width / 2, y: box.y + box.height / 2 } };
    });
  };
  const put = carrying ? t('canvas.plus.put') : t('canvas.plus.add');
  return (
    <>
      <button
        ref={button}
        type="button"
        className={`${classes.plus} nodrag nopan`}
        aria-label={`${put}: ${label}`}
        data-spot={key}
        data-over={over || undefined}
        data-waiting={carrying || undefined}
        tabIndex={-1}
        onClick={press}
        onPointerEnter={() => setNear(true)}
        onPointerLeave={() => setNear(false)}
      >
        <IconPlus size={11} stroke={2.25} aria-hidden="true" />
      </button>
      {near && (
        <Tooltip
          opened
          target={button}
          position="right"
          label={
            <span className={classes.tip}>
              {put}
              {!carrying && <Kbd>/</Kbd>}
            </span>
          }
        />
      )}
    </>
  );
}
