import type { ImportMapping } from '@trellis/shared/api/imports.ts';

/** Why columns cannot be mapped like this: a sentence; undefined where they can. */
export function mappingProblem(
  columns: readonly string[],
  mapping: ImportMapping,
  wording: string | undefined,
): string | undefined {
  if (mapping.length !== columns.length)
    return `The mapping has ${mapping.length} entries; the file has ${columns.length} columns. Give one entry a column, null for those left out.`;
  const targets = mapping.flatMap((column) => (column ? [column.to] : []));
  if (!targets.includes('email') && !targets.includes('userId'))
    return 'No column says who a lead is: map one to email or to userId.';
  const twice = targets.find((target, index) => targets.indexOf(target) !== index);
  if (twice) return `Two columns go to ${twice}: leave one of them out.`;
  const born = targets.find(
    (target) => target.startsWith('attributes.') && target.slice('attributes.'.length) in Object.prototype,
  );
  if (born) return `An attribute cannot be named ${born.slice('attributes.'.length)}: choose another name.`;
  if (targets.includes('consent.email') && !wording)
    return 'A column says who agreed to get mail: write down how they agreed, it is kept with each consent.';
  return undefined;
}
