import { Outlet } from '@tanstack/react-router';
import { ChosenFilesProvider } from './chosen-files.tsx';

/** All pages of imports: a chosen file stays at hand while one goes from the list to its import and back. */
export default function ImportsRoute() {
  return (
    <ChosenFilesProvider>
      <Outlet />
    </ChosenFilesProvider>
  );
}
