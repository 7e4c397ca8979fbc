import { useMemo } from 'react';
import { mailDocument } from './mail-document.ts';
import { SealedFrame } from './sealed-frame.tsx';

interface Props {
  title: string;
  /** The mail as it would be sent, or was. */
  html: string;
  /** The text of the link to ring. */
  chosen?: string | undefined;
  className?: string | undefined;
  narrow?: boolean;
}

/** A mail, on paper: it can be looked at, and nothing else. */
export function MailFrame({ html, chosen, ...frame }: Props) {
  const document = useMemo(() => mailDocument(html, chosen), [html, chosen]);
  return <SealedFrame {...frame} html={document} />;
}
