import type { VersionChange } from '@trellis/shared/api/publish-views.ts';

/** Names one difference in addresses and lists: by its step, or as a rule of the workflow by its name. */
export function changeKey({ nodeId, name }: Pick<VersionChange, 'nodeId' | 'name'>): string {
  return nodeId ?? `rule ${name}`;
}
