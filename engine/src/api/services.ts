import type { AccountMailer } from '../messages/account-mail.ts';
import type { Services } from '../services.ts';

/** What the api needs of the engine's services, and what only its process can do. */
export interface ApiServices
  extends Pick<
    Services,
    | 'db'
    | 'log'
    | 'metrics'
    | 'catalog'
    | 'plans'
    | 'decide'
    | 'renderer'
    | 'tokens'
    | 'announcer'
    | 'secret'
    | 'sealer'
    | 'publicUrl'
  > {
  /** Mail to the people who work here; absent where there is no mail server. */
  mailer?: AccountMailer;
  /** Wakes the outbox' dispatcher after a commit that put rows into it. */
  nudge(): void;
  /** The clock of a workspace has another speed: its waits have to be armed anew. Called after the commit. */
  clockChanged(workspaceId: string): void;
  /** Fills a fresh workspace (the sample workflow). Called after the commit that made it. */
  furnish?(workspace: { workspaceId: string; ownerId: string }): Promise<void>;
  /** Whether each thing the process needs beside the database answers, by name. */
  checks?: Record<string, () => Promise<boolean>>;
  settings: ApiSettings;
}

export interface ApiSettings {
  /** The address listened on: off the loopback, set-up asks for the token. */
  host: string;
  /** Printed in the console at first run. */
  setupToken: string;
  /** Clicks, opens and opt-outs that came while the database was away. */
  spoolDir: string;
  /** The built editor; absent in development, where vite serves it. */
  editorDir?: string;
  /** Further origins whose pages may change things with a session: vite's in development. */
  allowedOrigins?: readonly string[];
  /** Clock of new workspaces: 8640 makes a day 10 s; 1 is no sandbox. */
  clockFactor: number;
  version: string;
  /** Proxies before us whose forwarded headers count (Express' trust proxy); none by default. */
  trustedProxies?: number;
  /** Other bounds than the usual ones, per minute and address. */
  limits?: {
    intakeCalls?: number;
    intakeCallsOfKey?: number;
    intakeCallsOfWorkspace?: number;
    intakeRefusals?: number;
    formPosts?: number;
    formPostsOfWorkspace?: number;
    hookCalls?: number;
    hookCallsOfWorkspace?: number;
    hookRefusals?: number;
    apiRequests?: number;
    signIns?: number;
    /** Of one person or API key, and of all of one workspace. */
    callerRequests?: number;
    workspaceRequests?: number;
  };
}
