import type { Plan } from '../plan/plan.ts';
import type { Placed } from './migrate.ts';
import { branchOf } from './walk.ts';

/*
 * Branches side by side stay so while their fork is in the new plan. Without it they become one: the branch that is furthest back goes on, so
 * that nothing is skipped, and nothing is done by two.
 */

/** The tokens that go on in the new plan. */
export function collapse(from: Plan, to: Plan, placed: readonly Placed[]): Placed[] {
  let left = dropDoubles(placed);
  for (;;) {
    const gone = left.flatMap(({ token }) => token.forks ?? []).find((fork) => !stands(from, to, fork));
    if (gone === undefined) return left;
    const branches = left.filter(({ token }) => token.forks?.includes(gone));
    const goesOn = furthestBack(to, branches);
    left = left.flatMap((one) => {
      if (!branches.includes(one)) return [one];
      if (one !== goesOn) return [];
      const { forks = [], ...token } = one.token;
      const kept = forks.filter((fork) => fork !== gone);
      // The literal's type is lost by the spread: it is the same token without a fork's name.
      return [{ ...one, token: { ...token, ...(kept.length > 0 ? { forks: kept } : {}) } as typeof one.token }];
    });
  }
}

/** Two branches whose nodes are gone may come to one and the same successor: it is come to once. */
function dropDoubles(placed: readonly Placed[]): Placed[] {
  const key = ({ token }: Placed) => `${token.node}\n${(branchOf(token).forks ?? []).join()}`;
  const moved = placed.filter(({ stays, token }) => !stays && token.forks);
  return placed.filter((one) => {
    if (!moved.includes(one)) return true;
    return moved.find((other) => key(other) === key(one)) === one;
  });
}

/** `fork`: `node:visit`, as it stands on the lists of tokens. */
function stands(from: Plan, to: Plan, fork: string): boolean {
  const id = fork.slice(0, fork.lastIndexOf(':'));
  const [former, node] = [from.nodes[id], to.nodes[id]];
  return node !== undefined && !node.off && (former === undefined || former.type === node.type);
}

/** The branch from whose place the others' can be reached; else the first one that kept its node, else the first. */
function furthestBack(to: Plan, branches: readonly Placed[]): Placed | undefined {
  const before = branches.find((one) =>
    branches.every((other) => other === one || reaches(to, one.token.node, other.token.node)),
  );
  return before ?? branches.find(({ stays }) => stays) ?? branches[0];
}

function reaches({ nodes }: Plan, start: string, goal: string): boolean {
  const seen = new Set<string>();
  const open = [start];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === goal) return true;
    if (seen.has(node)) continue;
    seen.add(node);
    for (const { to } of Object.values(nodes[node]?.ports ?? {})) if (to) open.push(to);
  }
  return false;
}
