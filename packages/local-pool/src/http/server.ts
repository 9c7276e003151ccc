// The HTTP server: one port for Cognito, for the services that functions call, and for the control API.

import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DroppedConnection, messageOf, ServiceError, UsageError } from '../model/errors.js';
import { awsJsonError, type HttpRequest, type HttpResponse, json } from '../services/shared/aws-protocol.js';
import { type AllowedCallers, createAllowedCallers } from './allowed-callers.js';
import { type AwsServices, answerAwsRequest } from './aws-api.js';
import { answerControlRequest } from './control-api.js';
import type { ControlContext } from './control-context.js';

/** The largest request body, in bytes. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

const KEEP_ALIVE_MS = 60_000;

/** What answers requests. */
export interface Application {
  readonly services: AwsServices;
  readonly control: ControlContext;
  /** Called after each request that may have changed something. */
  readonly onChange: () => void;
}

/** The HTTP server. */
export interface HttpServer {
  /** The server's URL, without a trailing slash. Empty until it listens. */
  readonly endpoint: string;
  /**
   * Opens the port. Until {@link HttpServer.serve} is called, requests are answered with an error.
   *
   * @param port 0 for any free port
   * @throws UsageError when the port or address is not available
   */
  listen(port: number, host: string): Promise<void>;
  /** Sets what answers requests. */
  serve(application: Application): void;
  /** Closes the port and every connection. */
  close(): Promise<void>;
}

/**
 * Creates a server that does not listen yet.
 *
 * @param log receives errors of the local pool itself
 * @param allowedHosts names that `Host` and `Origin` may have, in addition to those of this machine
 */
export function createHttpServer(log: (line: string) => void, allowedHosts: readonly string[] = []): HttpServer {
  let application: Application | undefined;
  let endpoint = '';
  let callers = createAllowedCallers('localhost', allowedHosts);
  const server = createServer((request, response) => {
    void answer(request, response, { application, callers, log });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return {
    get endpoint() {
      return endpoint;
    },
    async listen(port, host) {
      callers = createAllowedCallers(host, allowedHosts);
      await listen(server, port, host);
      endpoint = `http://${reachableHost(host)}:${(server.address() as AddressInfo).port}`;
    },
    serve(served) {
      application = served;
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const message =
        error.code === 'EADDRINUSE'
          ? `Port ${port} is in use on ${host}. Use another port with --port, or 0 for any free port.`
          : `Can't listen on ${host}:${port} (${error.message}). Check --host and --port.`;
      reject(new UsageError(message, { cause: error }));
    });
    server.listen(port, host, resolve);
  });
}

/** The host part of the server's URL. Addresses that mean "all interfaces" become the loopback address. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

/** The parts with which a server answers requests. */
interface Answering {
  readonly application: Application | undefined;
  readonly callers: AllowedCallers;
  readonly log: (line: string) => void;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { application, callers, log }: Answering,
): Promise<void> {
  for (const [name, value] of Object.entries(crossOriginHeaders(request))) response.setHeader(name, value);
  try {
    if (request.method === 'OPTIONS') {
      response.writeHead(204).end();
      return;
    }
    const refusal = callers.refusal(request.headers);
    if (refusal !== undefined) throw new ServiceError('AccessDeniedException', refusal, 403, { error: refusal });
    if (application === undefined) throw new UsageError('The local pool is still starting. Try again.');
    const url = new URL(request.url ?? '/', 'http://local');
    if (request.method === 'GET' && url.pathname === '/outbox/events') {
      const lastId = request.headers['last-event-id'];
      application.control.outbox.stream(response, typeof lastId === 'string' ? lastId : undefined);
      return;
    }
    if (request.method === 'GET' && url.pathname === '/overview/events') {
      application.control.changes.stream(response);
      return;
    }
    const complete: HttpRequest = {
      method: request.method ?? 'GET',
      url,
      headers: request.headers,
      ipAddress: request.socket.remoteAddress ?? '',
      body: await readBody(request),
    };
    const reply = await route(complete, application, log);
    if (complete.method !== 'GET') application.onChange();
    send(response, reply);
  } catch (error) {
    sendError(request, response, error, log);
  } finally {
    if (request.method !== 'GET') application?.control.changes.notify();
  }
}

async function route(
  request: HttpRequest,
  { services, control }: Application,
  log: (line: string) => void,
): Promise<HttpResponse> {
  const isAwsCall =
    request.headers['x-amz-target'] !== undefined || request.headers['authorization']?.startsWith('AWS4-') === true;
  if (isAwsCall) {
    return answerAwsRequest(request, services, (error) => log(`A call failed: ${detailsOf(error)}`));
  }
  const reply = await answerControlRequest(request, control);
  return reply ?? json({ error: `There is no ${request.method} ${request.url.pathname}.` }, 404);
}

function sendError(
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
  log: (line: string) => void,
): void {
  if (error instanceof DroppedConnection) request.socket.destroy();
  else if (error instanceof UsageError) send(response, json({ error: error.message }, 400));
  else if (error instanceof ServiceError) send(response, awsJsonError(error));
  else {
    log(`A request failed: ${detailsOf(error)}`);
    if (!response.headersSent) send(response, json({ error: 'The local pool failed. Its log has the details.' }, 500));
  }
}

const detailsOf = (error: unknown): string => (error instanceof Error ? String(error.stack) : messageOf(error));

/**
 * Pages may read every response, including errors. {@link AllowedCallers} decides which pages get one.
 */
function crossOriginHeaders(request: IncomingMessage): Record<string, string> {
  return {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET,POST,DELETE,OPTIONS',
    'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '*',
    'access-control-allow-private-network': 'true',
    'access-control-expose-headers': 'x-amzn-errortype,x-amzn-requestid,x-amzn-errormessage,date',
    'access-control-max-age': '7200',
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      throw new ServiceError('RequestEntityTooLargeException', 'The request is too large.', 413);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, { status, headers, body }: HttpResponse): void {
  response.writeHead(status, {
    ...headers,
    'x-amzn-requestid': randomUUID(),
    'content-length': String(Buffer.byteLength(body)),
  });
  response.end(body);
}
