import type { CSSProperties } from 'react';
import { sealedDocument } from './sealed-document.ts';

interface Props {
  /** What the frame shows, for those who can't see it. */
  title: string;
  html: string;
  className?: string | undefined;
  style?: CSSProperties;
  /** As wide as a phone. */
  narrow?: boolean;
}

/** The one frame in which HTML of others is shown: without scripts, forms, windows and this page's session, and under its own policy. */
export function SealedFrame({ title, html, className, style, narrow = false }: Props) {
  return (
    <iframe
      className={className}
      style={style}
      data-narrow={narrow || undefined}
      title={title}
      sandbox=""
      referrerPolicy="no-referrer"
      srcDoc={sealedDocument(html)}
    />
  );
}
