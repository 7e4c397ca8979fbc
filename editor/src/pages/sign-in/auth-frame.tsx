import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Logo } from '../../ui/logo.tsx';
import classes from './auth-frame.module.css';
import { LatticeAlongBottom } from './lattice-along-bottom.tsx';

/** The frame of set-up and sign-in: mark, title and promise (or what this page is for) over a 360 px form, lattice and vine along the bottom. */
export function AuthFrame({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: string | undefined;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <div className={classes.page}>
      <main className={classes.auth}>
        <Logo size={40} title="Trellis" />
        <h1 className={classes.title}>{title}</h1>
        <p className={classes.promise}>{lead ?? t('signIn.promise')}</p>
        {children}
      </main>
      <LatticeAlongBottom />
    </div>
  );
}
