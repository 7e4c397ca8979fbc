import classes from './code-block.module.css';

/** Code or raw text, without syntax colours. It can be scrolled by keyboard, so it takes the focus and needs a name. */
export function CodeBlock({ label, children, wrap = false }: { label: string; children: string; wrap?: boolean }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <pre role="region" className={classes.code} data-wrap={wrap || undefined} tabIndex={0} aria-label={label}>
      {children}
    </pre>
  );
}
