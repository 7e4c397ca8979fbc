import { createServer, type Server, type Socket } from 'node:net';
import { createSinkMailbox, type SinkMailbox } from './smtp-sink-mailbox.ts';
import { type SinkAction, SinkRules } from './smtp-sink-rules.ts';

/** Unread bytes after which a peer is cut off; our own messages are ≤ 100 kB. */
const LARGEST_MESSAGE = 1_000_000;

export interface SmtpSink {
  readonly port: number;
  /** `smtp://127.0.0.1:port`, without TLS. */
  readonly url: string;
  /** What came in. */
  readonly mailbox: SinkMailbox;
  /** How it misbehaves; empty means that it takes everything. */
  readonly rules: SinkRules;
  /** Connections opened since the start. */
  readonly connections: number;
  /** Connections open now. */
  readonly open: number;
  /** Stops listening, so that connecting is refused; `listen` takes the same port again. */
  refuse(): Promise<void>;
  listen(): Promise<void>;
  /** Cuts every open connection, as a restarting server does. */
  cut(): void;
  close(): Promise<void>;
}

/**
 * Starts an SMTP server on raw sockets for tests: it counts every message by its send key and misbehaves on command at
 * any point of the conversation. Memory is bounded by the mailbox's limits, whatever is sent.
 */
export async function startSmtpSink(
  options: { port?: number; host?: string; pipelining?: boolean; keep?: number } = {},
): Promise<SmtpSink> {
  const mailbox = createSinkMailbox({ keep: options.keep ?? 100 });
  const rules = new SinkRules();
  const sockets = new Set<Socket>();
  const host = options.host ?? '127.0.0.1';
  let port = options.port ?? 0;
  let connections = 0;
  let server: Server;

  const listen = () =>
    new Promise<void>((resolve, reject) => {
      server = createServer((socket) => {
        connections++;
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket));
        socket.on('error', () => {});
        converse(socket, { mailbox, rules, pipelining: options.pipelining ?? false });
      });
      server.once('error', reject);
      server.listen(port, host, () => {
        const address = server.address();
        if (address && typeof address === 'object') port = address.port;
        resolve();
      });
    });
  const refuse = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  await listen();
  return {
    get port() {
      return port;
    },
    get url() {
      return `smtp://${host}:${port}`;
    },
    mailbox,
    rules,
    get connections() {
      return connections;
    },
    get open() {
      return sockets.size;
    },
    refuse,
    listen,
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    close: refuse,
  };
}

/**
 * One SMTP conversation: banner → commands → (DATA) body → dot → commands. Before every answer the rules are asked.
 */
function converse(
  socket: Socket,
  { mailbox, rules, pipelining }: { mailbox: SinkMailbox; rules: SinkRules; pipelining: boolean },
): void {
  let buffer = '';
  let inBody = false;
  let bodyBegun = false;
  let recipient = '';
  let recipientRefused = false;
  let hung = false;
  let queue: Promise<void> = Promise.resolve();

  /** Answers normally or as the rules say; false when the conversation is over or hangs. */
  const answer = async (action: SinkAction | undefined, normal: string): Promise<boolean> => {
    if (action?.delayMs) await new Promise((resolve) => setTimeout(resolve, action.delayMs).unref());
    if (socket.destroyed) return false;
    switch (action?.kind) {
      case 'drop':
        socket.destroy();
        return false;
      case 'stall':
        hung = true;
        return false;
      case 'reply': {
        const text = action.text.replaceAll('%RCPT%', recipient);
        socket.write(`${text}\r\n`);
        if (text.startsWith('421')) socket.end();
        return true;
      }
      default:
        if (normal !== '') socket.write(`${normal}\r\n`);
        return true;
    }
  };

  const onCommand = async (line: string): Promise<void> => {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'EHLO' || verb === 'HELO') {
      const extensions = ['250-sink', ...(pipelining ? ['250-PIPELINING'] : []), '250-SIZE 10000000', '250 8BITMIME'];
      await answer(rules.next('ehlo'), extensions.join('\r\n'));
    } else if (verb === 'MAIL') {
      recipientRefused = false;
      await answer(rules.next('mail'), '250 2.1.0 ok');
    } else if (verb === 'RCPT') {
      recipient = /<([^>]*)>/.exec(line)?.[1] ?? '';
      const action = rules.next('rcpt', recipient);
      recipientRefused = action?.kind === 'reply' && !action.text.startsWith('2');
      await answer(action, '250 2.1.5 ok');
    } else if (verb === 'DATA') {
      if (recipientRefused) {
        socket.write('554 5.5.1 no valid recipients\r\n');
        return;
      }
      const action = rules.next('data', recipient);
      inBody =
        action === undefined || (action.kind === 'reply' && action.text.startsWith('3')) || action.kind === 'slow';
      bodyBegun = false;
      if (inBody) mailbox.invite();
      await answer(action, '354 go ahead');
    } else if (verb === 'QUIT') {
      if (await answer(rules.next('quit'), '221 2.0.0 bye')) socket.end();
    } else if (verb === 'RSET' || verb === 'NOOP') {
      await answer(rules.next('rset'), '250 2.0.0 ok');
    } else {
      socket.write('502 5.5.1 unknown command\r\n');
    }
  };

  const onBody = async (): Promise<boolean> => {
    if (!bodyBegun) {
      bodyBegun = true;
      const action = rules.next('body', recipient);
      if (action && !(await answer(action, ''))) return false;
    }
    // An empty message is the dot alone.
    const end = buffer.startsWith('.\r\n') ? 0 : buffer.indexOf('\r\n.\r\n');
    if (end < 0) return false;
    const raw = end === 0 && buffer.startsWith('.\r\n') ? '' : buffer.slice(0, end + 2);
    buffer = buffer.slice(raw === '' ? 3 : end + 5);
    inBody = false;
    const action = rules.next('dot', recipient);
    const taken =
      action === undefined ||
      action.kind === 'slow' ||
      (action.kind === 'reply' ? action.text.startsWith('2') : action.taken);
    const id = mailbox.receive({ raw: raw.replace(/^\.\./gm, '.'), recipient, taken: taken === true });
    return answer(action, `250 2.0.0 Ok: queued as ${id}`);
  };

  const work = async (): Promise<void> => {
    for (;;) {
      if (socket.destroyed || hung) return;
      if (inBody) {
        if (buffer.length === 0 || !(await onBody())) return;
        continue;
      }
      const end = buffer.indexOf('\n');
      if (end < 0) return;
      const line = buffer.slice(0, end).replace(/\r$/, '');
      buffer = buffer.slice(end + 1);
      await onCommand(line);
    }
  };

  socket.on('data', (chunk) => {
    buffer += chunk.toString('latin1');
    if (buffer.length > LARGEST_MESSAGE) {
      buffer = '';
      socket.destroy();
      return;
    }
    queue = queue.then(work);
  });
  queue = queue.then(async () => void (await answer(rules.next('banner'), '220 sink ESMTP')));
}
