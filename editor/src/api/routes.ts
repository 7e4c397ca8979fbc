import { contract } from '@trellis/shared/api/contract.ts';

/** The contract, of which a client needs only methods and paths: the build leaves out its schemas, and zod with them (vite.config.ts). */
export const routes = contract;
