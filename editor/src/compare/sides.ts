import type { VersionView } from '../canvas/workflow-api.ts';

/** One of the two that are compared. */
export type Side = { kind: 'version'; version: VersionView } | { kind: 'draft' };

/** Stands for the draft in the address. */
export const DRAFT = 'draft';

export function sideId(side: Side): string {
  return side.kind === 'draft' ? DRAFT : side.version.id;
}

/** What the address asks for, by version id or `draft`. */
interface Asked {
  from?: string | undefined;
  to?: string | undefined;
}

/**
 * Which two are compared. Unless the address says otherwise: what is live with the draft, or, where the draft holds nothing new, the version
 * before with the one that is live. The former side is always a version; null where there is none.
 */
export function chooseSides(
  asked: Asked,
  versions: readonly VersionView[],
  draftAhead: boolean,
): { from: VersionView; to: Side } | null {
  const current = versions.find((version) => version.current) ?? versions[0];
  if (!current) return null;
  const byId = (id: string | undefined) => versions.find((version) => version.id === id);
  const before = (version: VersionView) => versions.find((one) => one.number < version.number);
  const askedTo = byId(asked.to);
  const to: Side | undefined = askedTo
    ? { kind: 'version', version: askedTo }
    : asked.to === DRAFT
      ? { kind: 'draft' }
      : undefined;
  const askedFrom = byId(asked.from);
  if (askedFrom) return { from: askedFrom, to: to ?? { kind: 'draft' } };
  if (to?.kind === 'version') return { from: before(to.version) ?? to.version, to };
  const previous = before(current);
  if (to || draftAhead || !previous) return { from: current, to: { kind: 'draft' } };
  return { from: previous, to: { kind: 'version', version: current } };
}
