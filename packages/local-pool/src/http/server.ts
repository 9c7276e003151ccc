import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DroppedConnection, messageOf, ServiceError, UsageError } from '../model/errors.js';
import {
  awsJsonError,
  crossOriginHeaders,
  type HttpRequest,
  type HttpResponse,
  json,
  readBody,
  send,
} from '../services/shared/aws-protocol.js';
import { type AwsServices, answerAws } from './aws-api.js';
import { answerControl, type Control } from './control-api.js';

export interface Application {
  readonly services: AwsServices;
  readonly control: Control;
  /** Called after each request that may have changed something. */
  readonly changed: () => void;
}

/** The one HTTP port for Cognito, for the services behind the functions, and for control. */
export class HttpServer {
  readonly #server: Server;
  readonly #log: (line: string) => void;
  #application: Promise<Application> | null = null;
  endpoint = '';

  constructor(log: (line: string) => void) {
    this.#log = log;
    this.#server = createServer((request, response) => void this.#answer(request, response));
    this.#server.keepAliveTimeout = 60_000;
  }

  /** Throws UsageError when the address can't be had. Requests wait until there is an application. */
  async listen(port: number, host: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) => {
        const taken = error.code === 'EADDRINUSE';
        const advice = taken ? 'Give another port with --port, or 0 for any free one.' : 'Check --host and --port.';
        const what = taken
          ? `Port ${port} is in use on ${host}.`
          : `Can't listen on ${host}:${port} (${error.message}).`;
        reject(new UsageError(`${what} ${advice}`, { cause: error }));
      });
      this.#server.listen(port, host, resolve);
    });
    const address = this.#server.address() as AddressInfo;
    const shown = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host;
    this.endpoint = `http://${shown}:${address.port}`;
  }

  set application(application: Promise<Application>) {
    this.#application = application;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(crossOriginHeaders(request))) response.setHeader(name, value);
    try {
      if (request.method === 'OPTIONS') {
        response.writeHead(204).end();
        return;
      }
      const { services, control, changed } = await this.#started();
      const url = new URL(request.url ?? '/', 'http://local');
      if (request.method === 'GET' && url.pathname === '/outbox/events') {
        control.outbox.stream(response, header(request, 'last-event-id'));
        return;
      }
      const exchange: HttpRequest = {
        method: request.method ?? 'GET',
        url,
        headers: request.headers,
        body: await readBody(request),
      };
      const reply = await this.#reply(exchange, services, control);
      if (request.method !== 'GET') changed();
      send(response, reply);
    } catch (error) {
      if (error instanceof DroppedConnection) request.socket.destroy();
      else if (error instanceof UsageError) send(response, json({ error: error.message }, 400));
      else if (error instanceof ServiceError) send(response, awsJsonError(error));
      else {
        this.#log(`A request failed: ${error instanceof Error ? error.stack : messageOf(error)}`);
        if (!response.headersSent) send(response, json({ error: 'The local pool failed; its log says how.' }, 500));
      }
    }
  }

  async #reply(exchange: HttpRequest, services: AwsServices, control: Control): Promise<HttpResponse> {
    const aws =
      exchange.headers['x-amz-target'] !== undefined || exchange.headers['authorization']?.startsWith('AWS4-');
    if (!aws) {
      const reply = await answerControl(exchange, control);
      if (reply !== null) return reply;
      return json({ error: `There is no ${exchange.method} ${exchange.url.pathname}.` }, 404);
    }
    return answerAws(exchange, services, (error) =>
      this.#log(`A call failed: ${error instanceof Error ? error.stack : messageOf(error)}`),
    );
  }

  #started(): Promise<Application> {
    if (this.#application === null) throw new UsageError('The pool is still starting.');
    return this.#application;
  }
}

const header = (request: IncomingMessage, name: string): string | undefined => {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
};
