import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { drawFreePort } from './free-port.ts';
import { assertPortFree } from './taken-port.ts';

describe('assertPortFree', () => {
  it('says nothing about a free port', async () => {
    await assertPortFree({ host: '127.0.0.1', port: await drawFreePort() });
  });

  it('names the process that has the port, and another port to try', async () => {
    const port = await drawFreePort();
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(port, '127.0.0.1', resolve));
    try {
      const expected = new RegExp(`Port ${port} is taken by .+ \\(pid ${process.pid}\\).+--port ${port + 1}`);
      await expect(assertPortFree({ host: '127.0.0.1', port })).rejects.toThrow(expected);
    } finally {
      await new Promise((resolve) => holder.close(resolve));
    }
  });

  it('reports an address that this machine does not have', async () => {
    await expect(assertPortFree({ host: '192.0.2.1', port: await drawFreePort() })).rejects.toMatchObject({
      code: 'embedded.port',
      message: expect.stringContaining('cannot listen on 192.0.2.1'),
    });
  });
});
