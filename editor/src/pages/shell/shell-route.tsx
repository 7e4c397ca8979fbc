import { Outlet } from '@tanstack/react-router';
import { Shell } from './shell.tsx';
import { useSignOut } from './use-sign-out.ts';

/** The shell around the page that the address names. */
export function ShellRoute() {
  const signOut = useSignOut();
  return (
    <Shell onSignOut={signOut}>
      <Outlet />
    </Shell>
  );
}
