import { IconChevronDown, IconChevronUp, IconX } from '@tabler/icons-react';
import type { Graph } from '@trellis/shared/graph/graph.ts';
import { useReactFlow } from '@xyflow/react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEditor } from '../store/editor.ts';
import { IconButton } from '../ui/icon-button.tsx';
import classes from './hud.module.css';
import type { Layout } from './layout.ts';
import { motionMs } from './motion.ts';

/** Finds a step on the canvas by its name and brings it to the middle. Enter goes on to the next, Escape closes. */
export function FindOnCanvas({ graph, layout }: { graph: Graph; layout: Layout }) {
  const { t } = useTranslation();
  const { store } = useEditor();
  const { setCenter, getZoom } = useReactFlow();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const wanted = text.trim().toLowerCase();
  const found = wanted ? graph.nodes.filter((node) => node.name.toLowerCase().includes(wanted)) : [];

  const go = (index: number, list = found) => {
    const node = list[(index + list.length) % list.length];
    const place = node && layout.positions.get(node.id);
    if (!node || !place) return;
    setAt((index + list.length) % list.length);
    store.look((view) => {
      view.selection = [node.id];
      view.focus = node.id;
    });
    void setCenter(place.x + 116, place.y + 28, { zoom: Math.max(getZoom(), 0.8), duration: motionMs(200) });
  };
  const close = () =>
    store.look((view) => {
      view.panel = null;
    });

  return (
    <div className={`${classes.card} ${classes.find}`} role="search">
      <input
        className={classes.findInput}
        aria-label={t('canvas.find.label')}
        placeholder={t('canvas.find.label')}
        // biome-ignore lint/a11y/noAutofocus: it was opened to type in it
        autoFocus
        value={text}
        onChange={(event) => {
          const next = event.target.value;
          setText(next);
          const key = next.trim().toLowerCase();
          go(0, key ? graph.nodes.filter((node) => node.name.toLowerCase().includes(key)) : []);
        }}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Enter') go(at + (event.shiftKey ? -1 : 1));
          if (event.key === 'Escape') close();
        }}
      />
      <span className={classes.findCount} role="status">
        {wanted &&
          (found.length > 0
            ? t('canvas.find.count', { n: at + 1, count: found.length })
            : t('canvas.find.none', { text: text.trim() }))}
      </span>
      <IconButton
        label={t('canvas.outline.up')}
        icon={<IconChevronUp size={16} stroke={1.75} />}
        onClick={() => go(at - 1)}
      />
      <IconButton
        label={t('canvas.outline.down')}
        icon={<IconChevronDown size={16} stroke={1.75} />}
        onClick={() => go(at + 1)}
      />
      <IconButton label={t('canvas.help.close')} icon={<IconX size={16} stroke={1.75} />} onClick={close} />
    </div>
  );
}
