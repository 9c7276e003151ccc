import { once } from 'node:events';
import { createServer } from 'node:net';

/** Finds a TCP port that is free, for programs that cannot choose one themselves. */
export async function freePort() {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
