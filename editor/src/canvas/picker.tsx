import { IconSearch } from '@tabler/icons-react';
import { CATEGORIES, type Category } from '@trellis/shared/node/definition.ts';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { whyNotInsert } from '../store/commands/legality.ts';
import { useEditor, useEditorState } from '../store/editor.ts';
import type { PickerState } from '../store/editor-store.ts';
import { Kbd } from '../ui/kbd.tsx';
import { NodeIcon } from '../ui/node-icon.tsx';
import { Tile } from '../ui/tile.tsx';
import classes from './picker.module.css';
import { PickerRow } from './picker-row.tsx';
import { type Found, searchSteps } from './search-steps.ts';
import { focusStep } from './use-canvas-keys.ts';
import { useReasonWords } from './use-change-words.ts';
import { insert } from './use-palette-drag.tsx';

const WIDTH = 344;
const HEIGHT = 420;

/** The search that a plus opens: type, choose with the arrows, insert with Enter. What the row would insert is drawn on the canvas. */
export function Picker() {
  const picker = useEditorState(({ view }) => view.picker);
  return picker ? createPortal(<OpenPicker key={JSON.stringify(picker.spot)} picker={picker} />, document.body) : null;
}

function OpenPicker({ picker }: { picker: PickerState }) {
  const { t } = useTranslation();
  const why = useReasonWords();
  const editor = useEditor();
  const [text, setText] = useState('');
  const [category, setCategory] = useState<Category | null>(null);
  const [at, setAt] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const listId = useId();
  const { graph } = editor.store.getState().doc;
  const empty = graph.nodes.length === 0;
  const types = [...editor.catalog.values()].filter(
    (type) => (category === null || type.category === category) && (!empty || type.trigger),
  );
  const found = searchSteps(types, text);
  const rows = text
    ? found
    : found.toSorted((a, b) => CATEGORIES.indexOf(a.description.category) - CATEGORIES.indexOf(b.description.category));
  const judged = rows.map((row) => ({ ...row, reason: whyNotInsert(graph, row.description, picker.spot) }));
  const legal = judged.filter((row) => row.reason === null);
  const current = legal[Math.min(at, legal.length - 1)];

  const close = () => {
    const { spot } = picker;
    editor.store.look((view) => {
      view.picker = null;
    });
    if (spot.kind === 'port') focusStep(document, spot.node);
  };
  const choose = (row: Found, fill: boolean) => {
    if (!insert(editor, row.description, picker.spot)) return;
    editor.store.look((view) => {
      view.picker = null;
    });
    const id = editor.store.getState().view.selection[0];
    if (fill)
      requestAnimationFrame(() =>
        document
          .querySelector<HTMLElement>(
            '[data-inspector] [data-first-field] input, [data-inspector] [data-first-field] textarea',
          )
          ?.focus(),
      );
    else if (id) focusStep(document, id);
  };

  const highlighted = current?.description.type ?? null;
  useEffect(() => {
    editor.store.look((view) => {
      if (view.picker) view.picker.type = highlighted;
    });
  }, [editor, highlighted]);
  useEffect(() => {
    const outside = (event: PointerEvent) => {
      if (!(event.target instanceof Node) || box.current?.contains(event.target)) return;
      editor.store.look((view) => {
        view.picker = null;
      });
    };
    window.addEventListener('pointerdown', outside);
    return () => window.removeEventListener('pointerdown', outside);
  }, [editor]);

  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: legal.length - 1 };
    const next = moves[event.key];
    event.stopPropagation();
    if (event.key === 'Escape') close();
    else if (event.key === 'Tab') {
      event.preventDefault();
      const present = [
        null,
        ...CATEGORIES.filter((one) => [...editor.catalog.values()].some((type) => type.category === one)),
      ];
      const step = event.shiftKey ? -1 : 1;
      setCategory(present[(present.indexOf(category) + step + present.length) % present.length] ?? null);
      setAt(0);
    } else if (event.key === 'Enter' && current) {
      event.preventDefault();
      choose(current, event.metaKey || event.ctrlKey);
    } else if (next !== undefined && legal.length > 0) {
      event.preventDefault();
      setAt((next + legal.length) % legal.length);
    }
  };

  return (
    <div
      ref={box}
      className={classes.picker}
      style={placeBeside(picker.anchor)}
      onKeyDown={onKeyDown}
      role="dialog"
      aria-label={t('canvas.picker.label')}
    >
      <div className={classes.top}>
        <div className={classes.field}>
          <IconSearch size={16} stroke={1.75} aria-hidden="true" />
          <input
            // biome-ignore lint/a11y/noAutofocus: it was opened to type in it
            autoFocus
            role="combobox"
            aria-expanded="true"
            aria-controls={listId}
            aria-activedescendant={current ? `${listId}-${current.description.type}` : undefined}
            aria-label={t('canvas.palette.search')}
            placeholder={t('canvas.palette.search')}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setAt(0);
            }}
          />
          <span className={classes.count}>{t('canvas.picker.steps', { count: rows.length })}</span>
        </div>
        <Categories value={category} onChange={setCategory} />
      </div>
      <div className={classes.list} role="listbox" id={listId} aria-label={t('canvas.palette.label')}>
        {judged.map((row, index) => (
          <PickerRow
            key={row.description.type}
            id={`${listId}-${row.description.type}`}
            row={row}
            reason={row.reason ? why(row.reason) : null}
            on={row === current || row.description.type === highlighted}
            heading={
              judged[index - 1]?.description.category === row.description.category
                ? null
                : t(`canvas.category.${row.description.category}`)
            }
            onHover={() => setAt(legal.findIndex((one) => one.description.type === row.description.type))}
            onChoose={() => choose(row, false)}
          />
        ))}
        {rows.length === 0 && <p className={classes.none}>{t('canvas.picker.none', { text })}</p>}
      </div>
      <div className={classes.foot} aria-hidden="true">
        <span>
          <Kbd>↑↓</Kbd> {t('canvas.picker.choose')}
        </span>
        <span>
          <Kbd>↵</Kbd> {t('canvas.picker.insert')}
        </span>
        <span>
          <Kbd>⌘↵</Kbd> {t('canvas.picker.fill')}
        </span>
        <span className={classes.last}>
          <Kbd>esc</Kbd> {t('canvas.picker.close')}
        </span>
      </div>
    </div>
  );
}

function Categories({ value, onChange }: { value: Category | null; onChange: (category: Category | null) => void }) {
  const { t } = useTranslation();
  const { catalog } = useEditor();
  const present = CATEGORIES.filter((category) => [...catalog.values()].some((type) => type.category === category));
  return (
    <div className={classes.categories}>
      <button
        type="button"
        tabIndex={-1}
        className={classes.all}
        aria-pressed={value === null}
        onClick={() => onChange(null)}
      >
        {t('canvas.picker.all')}
      </button>
      {present.map((category) => (
        <button
          key={category}
          type="button"
          tabIndex={-1}
          className={classes.category}
          aria-pressed={value === category}
          aria-label={t(`canvas.category.${category}`)}
          title={t(`canvas.category.${category}`)}
          onClick={() => onChange(category)}
        >
          <Tile category={category} size={20}>
            <NodeIcon category={category} size={13} stroke={2} />
          </Tile>
        </button>
      ))}
      <span className={classes.last}>
        <Kbd>⇥</Kbd>
      </span>
    </div>
  );
}

/** 24 px right of half a card from the plus; on the other side, or higher up, where the window ends. */
function placeBeside({ x, y }: { x: number; y: number }) {
  const right = x + 116 + 24;
  const left =
    right + WIDTH > window.innerWidth - 8
      ? Math.max(8, Math.min(x - 140 - WIDTH, window.innerWidth - WIDTH - 8))
      : right;
  return { left, top: Math.max(8, Math.min(y - 60, window.innerHeight - HEIGHT - 8)), width: WIDTH, maxHeight: HEIGHT };
}
