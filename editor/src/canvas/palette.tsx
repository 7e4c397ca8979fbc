import { IconGripVertical, IconSearch } from '@tabler/icons-react';
import { CATEGORIES } from '@trellis/shared/node/definition.ts';
import type { NodeDescription } from '@trellis/shared/node/describe.ts';
import { type RefObject, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEditor, useEditorState } from '../store/editor.ts';
import { Kbd } from '../ui/kbd.tsx';
import { NodeIcon } from '../ui/node-icon.tsx';
import { Tile } from '../ui/tile.tsx';
import { useRovingFocus } from '../ui/use-roving-focus.ts';
import classes from './palette.module.css';
import { searchSteps } from './search-steps.ts';
import { usePaletteDrag } from './use-palette-drag.tsx';

/** Types of a category shown before "n more". */
const SHOWN = 4;

/** All step types by category, to drag onto the canvas. Enter or a click adds one after the selected step. */
export function Palette({ search }: { search: RefObject<HTMLInputElement | null> }) {
  const { t } = useTranslation();
  const { catalog } = useEditor();
  const [text, setText] = useState('');
  const roving = useRovingFocus({ orientation: 'vertical' });
  const found = searchSteps([...catalog.values()], text).map((one) => one.description);
  return (
    <aside className={classes.palette} aria-label={t('canvas.palette.label')}>
      <div className={classes.search}>
        <IconSearch size={14} stroke={1.75} aria-hidden="true" />
        <input
          ref={search}
          aria-label={t('canvas.palette.search')}
          placeholder={t('canvas.palette.search')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setText('');
          }}
        />
        {!text && <Kbd>/</Kbd>}
      </div>
      <div className={classes.list} {...roving}>
        {CATEGORIES.map((category) => (
          <Group
            key={category}
            title={t(`canvas.category.${category}`)}
            types={found.filter((type) => type.category === category)}
            all={text !== ''}
          />
        ))}
        {found.length === 0 && <p className={classes.none}>{t('canvas.palette.none', { text })}</p>}
      </div>
    </aside>
  );
}

function Group({ title, types, all }: { title: string; types: readonly NodeDescription[]; all: boolean }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  if (types.length === 0) return null;
  // One left over is shown rather than counted.
  const more = all || types.length <= SHOWN + 1 ? 0 : types.length - SHOWN;
  const shown = more > 0 && !open ? types.slice(0, SHOWN) : types;
  return (
    <section>
      <h2 className={classes.head}>
        {title}
        {more > 0 && (
          <button type="button" className={classes.more} onClick={() => setOpen(!open)} aria-expanded={open}>
            {open ? t('canvas.palette.less') : t('canvas.palette.more', { count: more })}
          </button>
        )}
      </h2>
      {shown.map((type) => (
        <Item key={type.type} type={type} />
      ))}
    </section>
  );
}

function Item({ type }: { type: NodeDescription }) {
  const { t } = useTranslation();
  const dragged = useEditorState(({ view }) => view.palette === type.type);
  const { start, add, chip } = usePaletteDrag(type);
  return (
    <>
      <button
        type="button"
        className={classes.item}
        data-roving=""
        data-dragged={dragged || undefined}
        title={type.help ?? t('canvas.palette.drag')}
        onPointerDown={start}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== ' ') return;
          event.preventDefault();
          add();
        }}
      >
        <Tile category={type.category} size={20}>
          <NodeIcon name={type.icon} category={type.category} size={13} stroke={2} />
        </Tile>
        <span className={classes.name}>{type.title}</span>
        <IconGripVertical className={classes.grip} size={14} stroke={1.75} aria-hidden="true" />
      </button>
      {chip}
    </>
  );
}
