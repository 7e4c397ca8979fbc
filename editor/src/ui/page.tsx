import { IconChevronRight } from '@tabler/icons-react';
import { Link, type LinkProps } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './page.module.css';

interface Crumb {
  label: string;
  to: LinkProps['to'];
}

interface Props {
  title: string;
  /** Stands after the title in grey: "1,284 of 9,812". */
  note?: ReactNode;
  crumbs?: readonly Crumb[];
  actions?: ReactNode;
  children: ReactNode;
}

/** A page on its sheet: a 48 px header with breadcrumbs, title, note and actions; the rest scrolls by itself. Names the browser tab. */
export function Page({ title, note, crumbs = [], actions, children }: Props) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = t('pageTitle', { title });
  }, [t, title]);
  return (
    <div className={classes.sheet}>
      <header className={classes.header}>
        {crumbs.length > 0 && (
          <nav aria-label={t('breadcrumbs')} className={classes.crumbs}>
            {crumbs.map((crumb) => (
              <span key={crumb.label} className={classes.crumb}>
                <Link to={crumb.to}>{crumb.label}</Link>
                <IconChevronRight size={14} stroke={1.75} aria-hidden="true" />
              </span>
            ))}
          </nav>
        )}
        <h1 className={classes.title}>{title}</h1>
        {note && <span className={classes.note}>{note}</span>}
        <div className={classes.grow} />
        {actions}
      </header>
      {children}
    </div>
  );
}

/** A bar under the header for filters, tabs and search. */
export function PageBar({ children, line = false }: { children: ReactNode; line?: boolean }) {
  return (
    <div className={classes.bar} data-line={line || undefined}>
      {children}
    </div>
  );
}
