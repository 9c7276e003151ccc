// HTTP requests and responses as every service reads and writes them, and the encoding of AWS's JSON protocols.

import type { IncomingHttpHeaders } from 'node:http';
import { ServiceError } from '../../model/errors.js';

/** A complete HTTP request. */
export interface HttpRequest {
  readonly method: string;
  /** Only path and query are meaningful. */
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly ipAddress: string;
  readonly body: Buffer;
}

/** An HTTP response. */
export interface HttpResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** The response of a control endpoint or of a pool's `/.well-known` documents. */
export const json = (value: unknown, status = 200): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

/** A successful response of AWS's JSON protocols. */
export const awsJson = (value: unknown): HttpResponse => ({
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify(value),
});

/** An error response of AWS's JSON protocols. */
export const awsJsonError = (error: ServiceError): HttpResponse => ({
  status: error.status,
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': `${error.name}:` },
  body: JSON.stringify({ __type: error.name, message: error.message, ...error.fields }),
});

/**
 * Parses the body of a request of AWS's JSON protocols. An empty body is an empty object.
 *
 * @throws ServiceError `SerializationException` when it is not a JSON object
 */
export function parseJson(body: Buffer): Record<string, unknown> {
  let value: unknown;
  try {
    value = body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw Object.assign(new ServiceError('SerializationException', 'The body is not JSON.'), { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ServiceError('SerializationException', 'Start of structure or map found where not expected.');
  }
  return value as Record<string, unknown>;
}
