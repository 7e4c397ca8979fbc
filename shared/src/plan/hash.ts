import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from './canonical.ts';
import type { Plan } from './plan.ts';

/**
 * SHA-256 (hex) of what a plan does. Hints that follow from the rest (`stretch`, places) stay out, so that a better hint, or another queue
 * for mail, does not turn an unchanged workflow into a new version.
 */
export function hashPlan(plan: Plan): string {
  const { planVersion, triggers, settings } = plan;
  const nodes = Object.values(plan.nodes).map(({ id, type, typeVersion, name, config, ports, off, portNames }) => {
    const to = Object.fromEntries(Object.entries(ports).map(([port, target]) => [port, target.to]));
    return [id, { type, typeVersion, name, config, to, off, portNames }] as const;
  });
  const text = canonicalJson({
    planVersion,
    triggers: [...triggers].sort(),
    settings,
    nodes: Object.fromEntries(nodes),
  });
  return bytesToHex(sha256(utf8ToBytes(text)));
}
