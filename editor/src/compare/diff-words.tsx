import { useTranslation } from 'react-i18next';
import classes from './diff-words.module.css';
import { countWords, diffLines, diffParagraphs, diffWords, type Piece } from './words-diff.ts';

/** A value that changed: what went out struck, what came in on grey. Null was or is not set. */
export function WordDiff({ from, to }: { from: string | null; to: string | null }) {
  const { t } = useTranslation();
  if (from === null || to === null) {
    return (
      <>
        {from !== null && <del className={classes.out}>{from}</del>}{' '}
        <ins className={classes.in}>{to ?? t('compare.notSet')}</ins>
      </>
    );
  }
  const pieces = diffWords(from, to);
  const { out, in: into } = countWords(pieces);
  const stayed = countWords(pieces.map((piece) => ({ ...piece, kind: piece.kind === 'same' ? 'in' : 'same' }))).in;
  // Where little stayed, two whole values read better than a mosaic of both.
  const apart: Piece[] = [
    { kind: 'out', text: from },
    { kind: 'in', text: to },
  ];
  return <Pieces pieces={stayed * 2 < Math.max(out, into) + stayed ? apart : pieces} />;
}

/** A text that changed, paragraph by paragraph, in its box. */
export function TextDiff({ from, to }: { from: string; to: string }) {
  return (
    <div className={classes.text}>
      {diffParagraphs(from, to).map((pieces, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: paragraphs may repeat, and the list is made anew as a whole
        <p key={index} data-same={pieces.every(({ kind }) => kind === 'same') || undefined}>
          <Pieces pieces={pieces} />
        </p>
      ))}
    </div>
  );
}

/** Two JSON texts line by line, with a sign before each that differs. */
export function JsonDiff({ from, to }: { from: string; to: string }) {
  const { t } = useTranslation();
  return (
    // It scrolls sideways, so the keyboard must reach it.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className={classes.json} tabIndex={0} aria-label={t('compare.json')}>
      {diffLines(from, to).map(({ kind, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines repeat, and the list is made anew as a whole
        <span key={index} data-kind={kind}>
          <i aria-hidden="true">{{ same: ' ', out: '−', in: '+' }[kind]}</i>
          {kind === 'out' ? <del>{text}</del> : kind === 'in' ? <ins>{text}</ins> : text}
          {'\n'}
        </span>
      ))}
    </section>
  );
}

function Pieces({ pieces }: { pieces: readonly Piece[] }) {
  return pieces.map(({ kind, text }, index) => {
    const words = text.trimEnd();
    // Between what went out and what came in stands a space, also where none was written.
    const gap =
      words === text && pieces[index + 1] && pieces[index + 1]?.kind !== 'same' ? ' ' : text.slice(words.length);
    const key = `${index} ${kind}`;
    if (kind === 'same') return <span key={key}>{text}</span>;
    return (
      <span key={key}>
        {kind === 'out' ? <del className={classes.out}>{words}</del> : <ins className={classes.in}>{words}</ins>}
        {gap}
      </span>
    );
  });
}
