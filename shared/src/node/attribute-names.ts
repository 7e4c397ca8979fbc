import { BUILT_IN_ATTRIBUTES } from '../lead/lead.ts';

const BUILT_IN = new Set(['id', 'consent', 'attributes', ...BUILT_IN_ATTRIBUTES.map(({ name }) => name)]);

/** True for what every lead has by itself (`email`, `consent.sms`), and for the parts of it. */
export function isBuiltInAttribute(name: string): boolean {
  return BUILT_IN.has(name) || BUILT_IN.has(name.split('.')[0] ?? '');
}

/** Why a node cannot set an attribute of this name; undefined where it can. Continues a sentence: “… is kept by Trellis itself”. */
export function attributeProblem(name: string): string | undefined {
  if (isBuiltInAttribute(name)) return 'is kept by Trellis itself and can’t be set here';
  return name in Object.prototype ? 'is a name reserved by the language' : undefined;
}
