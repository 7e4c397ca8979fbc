import { Drawer } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { IconMenu2, IconSearch } from '@tabler/icons-react';
import { useRouterState } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useReader } from '../../api/use-reader.tsx';
import { PauseStrips } from '../../pauses/pause-strip.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Logo } from '../../ui/logo.tsx';
import { NavLinks } from './nav-links.tsx';
import classes from './shell.module.css';

const Finder = lazy(() => import('./finder.tsx'));

interface Props {
  onSignOut: () => void;
  children: ReactNode;
}

/** The frame of every page but the canvas: navigation left (a drawer below 768 px), the page on its sheet right, ⌘K over both. */
export function Shell({ onSignOut, children }: Props) {
  const { t } = useTranslation();
  const { workspace } = useReader();
  const [menuOpen, menu] = useDisclosure(false);
  const [finding, finder] = useDisclosure(false);
  useHotkeys([['mod+K', finder.open]], []);
  const path = useRouterState({ select: (state) => state.location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the drawer closes when the path changes, whatever it was
  useEffect(() => menu.close(), [path]);
  const links = <NavLinks onFind={finder.open} onSignOut={onSignOut} />;
  return (
    <div className={classes.app}>
      <a className={classes.skip} href="#content">
        {t('shell.skip')}
      </a>
      <nav aria-label={t('shell.topbar')} className={classes.topbar}>
        <IconButton label={t('shell.menu')} icon={<IconMenu2 />} onClick={menu.open} aria-expanded={menuOpen} />
        <Logo />
        <span className={classes.name}>{workspace.name}</span>
        <IconButton label={t('shell.findAnything')} icon={<IconSearch />} onClick={finder.open} />
      </nav>
      <div className={classes.side}>{links}</div>
      <main id="content" className={classes.content} tabIndex={-1}>
        <div className={classes.strips}>
          <PauseStrips />
        </div>
        <div className={classes.page}>{children}</div>
      </main>
      <Drawer
        opened={menuOpen}
        onClose={menu.close}
        size={280}
        padding={0}
        title={<span className="tr-hidden">{t('shell.menu')}</span>}
        closeButtonProps={{ 'aria-label': t('shell.closeMenu') }}
        classNames={{
          body: classes.drawer ?? '',
          content: classes.drawerContent ?? '',
          header: classes.drawerHeader ?? '',
        }}
      >
        {links}
      </Drawer>
      {finding && (
        <Suspense fallback={null}>
          <Finder onClose={finder.close} onSignOut={onSignOut} />
        </Suspense>
      )}
    </div>
  );
}
