import type { Membership } from '@trellis/shared/api/session.ts';

const KEY = 'trellis-workspace';

/** The workspace last used on this machine, if any. */
export function chosenWorkspaceId(): string | undefined {
  try {
    return localStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined; // storage is switched off
  }
}

/** Remembers the workspace for the next visit. */
export function rememberWorkspace(id: string): void {
  try {
    localStorage.setItem(KEY, id);
  } catch {
    // Storage is switched off: the first workspace will be shown next time.
  }
}

/** The chosen workspace if the user still belongs to it, else the first one, which is then the chosen one. */
export function chooseWorkspace(workspaces: readonly Membership[]): Membership | undefined {
  const id = chosenWorkspaceId();
  const workspace = workspaces.find((membership) => membership.id === id) ?? workspaces[0];
  if (workspace && workspace.id !== id) rememberWorkspace(workspace.id);
  return workspace;
}
