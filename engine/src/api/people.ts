import type { Person } from '@trellis/shared/api/base.ts';
import { ROLES } from '@trellis/shared/api/roles.ts';
import type { Database } from '../db/client.ts';
import { apiKeyNames } from '../db/queries/api-keys.ts';
import { userNames } from '../db/queries/auth.ts';
import { KEY_ACTOR } from './api-key.ts';

/** Answers how to show the people (and API keys, and roles that tasks are given to) behind these ids; what neither did is shown as "Trellis". */
export async function peopleOf(db: Database, ids: readonly string[]): Promise<(id: string) => Person> {
  const distinct = [...new Set(ids)];
  const keys = distinct.filter((id) => id.startsWith(KEY_ACTOR)).map((id) => id.slice(KEY_ACTOR.length));
  const [users, apiKeys] =
    distinct.length === 0
      ? [new Map<string, string>(), new Map<string, string>()]
      : await db.asSystem(async (tx) => [await userNames(tx, distinct), await apiKeyNames(tx, keys)] as const);
  const keyName = (id: string) => {
    const name = id.startsWith(KEY_ACTOR) ? apiKeys.get(id.slice(KEY_ACTOR.length)) : undefined;
    return name && `API key “${name}”`;
  };
  return (id) => ({ id, name: users.get(id) ?? keyName(id) ?? roleName(id) ?? 'Trellis' });
}

/** `role:sales`: whoever has it. */
function roleName(id: string): string | undefined {
  const role = ROLES.find((one) => id === `role:${one}`);
  return role && `Any ${role}`;
}
