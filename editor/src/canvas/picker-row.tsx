import { IconBan } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { Kbd } from '../ui/kbd.tsx';
import { NodeIcon } from '../ui/node-icon.tsx';
import { Tile } from '../ui/tile.tsx';
import classes from './picker.module.css';
import type { Found } from './search-steps.ts';

interface RowProps {
  id: string;
  row: Found;
  reason: string | null;
  on: boolean;
  heading: string | null;
  onHover: () => void;
  onChoose: () => void;
}

/** A step type in the picker; one that can't stand here stays, grey, with the reason. */
export function PickerRow({ id, row: { description, marks }, reason, on, heading, onHover, onChoose }: RowProps) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (on) row.current?.scrollIntoView?.({ block: 'nearest' });
  }, [on]);
  return (
    <>
      {heading && (
        <div className={classes.heading} role="presentation">
          {heading}
        </div>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the search field has the keys and names the active row */}
      <div
        ref={row}
        id={id}
        role="option"
        tabIndex={-1}
        aria-selected={on}
        aria-disabled={reason !== null}
        className={classes.row}
        data-on={on || undefined}
        data-illegal={reason !== null || undefined}
        onPointerMove={reason === null && !on ? onHover : undefined}
        onClick={reason === null ? onChoose : undefined}
      >
        <span className={classes.tile}>
          <Tile category={description.category} size={28}>
            <NodeIcon name={description.icon} category={description.category} size={16} />
          </Tile>
        </span>
        <span className={classes.words}>
          <span className={classes.title}>{marked(description.title, marks)}</span>
          <span className={classes.help}>{description.help}</span>
        </span>
        {reason !== null ? (
          <span className={classes.why}>
            <IconBan size={12} stroke={2} aria-hidden="true" />
            {reason}
          </span>
        ) : (
          on && <Kbd>↵</Kbd>
        )}
      </div>
    </>
  );
}

/** A title with the matched letters underlined. */
function marked(title: string, marks: readonly [number, number][]) {
  const letters = new Set(marks.flatMap(([from, to]) => Array.from({ length: to - from }, (_, index) => from + index)));
  const pieces: { text: string; on: boolean; at: number }[] = [];
  for (const [index, letter] of [...title].entries()) {
    const on = letters.has(index);
    const last = pieces.at(-1);
    if (last && last.on === on) last.text += letter;
    else pieces.push({ text: letter, on, at: index });
  }
  return pieces.map((piece) =>
    piece.on ? <b key={piece.at}>{piece.text}</b> : <span key={piece.at}>{piece.text}</span>,
  );
}
