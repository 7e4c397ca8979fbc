import type { NodeSource } from '../node/catalog.ts';

/** The built-in node types, in palette order within their category: one line each, the same that a third-party package gives. */
export const BUILT_IN_NODES: Record<string, NodeSource> = {
  'trigger-event': { definition: () => import('./trigger-event/definition.ts') },
  'trigger-manual': { definition: () => import('./trigger-manual/definition.ts') },
  wait: { definition: () => import('./wait/definition.ts') },
  'wait-for-event': { definition: () => import('./wait-for-event/definition.ts') },
  branch: { definition: () => import('./branch/definition.ts') },
  split: { definition: () => import('./split/definition.ts') },
  'send-email': {
    definition: () => import('./send-email/definition.ts'),
    perform: () => import('./send-email/perform.ts'),
  },
  'update-lead': { definition: () => import('./update-lead/definition.ts') },
  'call-webhook': {
    definition: () => import('./call-webhook/definition.ts'),
    perform: () => import('./call-webhook/perform.ts'),
  },
  end: { definition: () => import('./end/definition.ts') },
};
