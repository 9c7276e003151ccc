// dynalite, a DynamoDB-compatible server, with the transactions that it lacks.

import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import dynalite from 'dynalite';
import type { HttpResponse } from '../shared/aws-protocol.js';
import { createTransactions } from './transactions.js';

/** A running server. */
export interface DynaliteServer {
  /** Its address on this machine, with a slash at the end. */
  readonly address: string;
  stop(): Promise<void>;
}

/**
 * Starts dynalite on a free port of the loopback address.
 *
 * @param directory where the tables are stored; undefined keeps them in memory
 */
export async function startDynalite(directory?: string): Promise<DynaliteServer> {
  const tables = dynalite({
    ...(directory === undefined ? {} : { path: directory }),
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
  });
  const tablesAddress = await listen(tables);
  const transactions = createTransactions((action, input) =>
    forwardCall(tablesAddress, action, Buffer.from(JSON.stringify(input))),
  );
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.headers['x-amz-target'] === 'DynamoDB_20120810.TransactWriteItems') {
      const input = JSON.parse((await buffer(request)).toString()) as Record<string, unknown>;
      const { status, headers, body } = await transactions.write(input);
      response.writeHead(status, headers).end(body);
      return;
    }
    await transactions.callOutside(async () => {
      const ended = once(response, 'close');
      tables.emit('request', request, response);
      await ended;
    });
  };
  const front = createServer((request, response) => {
    // A request that cannot be read, or a connection that has been closed.
    answer(request, response).catch(() => response.destroy());
  });
  const address = await listen(front);
  return {
    address,
    async stop() {
      for (const server of [front, tables]) {
        server.closeAllConnections();
        await new Promise<void>((resolve) => server.close(() => resolve()));
      }
    },
  };
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // The server does not keep a process alive that has nothing else to do.
  server.unref();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** Makes one call to a DynamoDB-compatible server on this machine. */
export async function forwardCall(address: string, action: string, body: Buffer): Promise<HttpResponse> {
  const response = await fetch(address, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${action}`,
      // dynalite requires a signature but does not verify it.
      'x-amz-date': '20200101T000000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=local/20200101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: new Uint8Array(body),
  });
  const checksum = response.headers.get('x-amz-crc32');
  return {
    status: response.status,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      ...(checksum === null ? {} : { 'x-amz-crc32': checksum }),
    },
    body: Buffer.from(await response.arrayBuffer()),
  };
}
