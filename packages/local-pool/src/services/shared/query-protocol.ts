// AWS's query protocol: forms in, XML out. SNS and version 1 of SES use it.

import { randomUUID } from 'node:crypto';
import type { ServiceError } from '../../model/errors.js';
import type { HttpResponse } from './aws-protocol.js';

/** An XML response. */
export const xml = (status: number, body: string): HttpResponse => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body,
});

/** Escapes text for XML. */
export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A successful response. `result` is XML. */
export const queryResult = (namespace: string, action: string, result: string): HttpResponse =>
  xml(
    200,
    `<${action}Response xmlns="${namespace}"><${action}Result>${result}</${action}Result>` +
      `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${action}Response>`,
  );

/**
 * An error response.
 *
 * @param namespace of the service
 * @param deniedCode the service's own code for a denied access
 */
export function queryError(error: ServiceError, namespace: string, deniedCode = 'AccessDenied'): HttpResponse {
  const denied = error.name === 'AccessDeniedException';
  const code = denied ? deniedCode : error.name;
  const type = error.status < 500 ? 'Sender' : 'Receiver';
  return xml(
    denied ? 403 : error.status,
    `<ErrorResponse xmlns="${namespace}"><Error><Type>${type}</Type><Code>${escapeXml(code)}</Code>` +
      `<Message>${escapeXml(error.message)}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
  );
}

/** An error response of S3, whose XML has no envelope. */
export const restXmlError = (error: ServiceError): HttpResponse =>
  xml(
    error.status,
    `<Error><Code>${escapeXml(error.name)}</Code><Message>${escapeXml(error.message)}</Message></Error>`,
  );

/** The list of a form: `Destination.ToAddresses.member.1`, `…member.2`. */
export function members(form: URLSearchParams, name: string): string[] {
  const values: string[] = [];
  for (let index = 1; form.has(`${name}.member.${index}`); index += 1) {
    values.push(form.get(`${name}.member.${index}`) ?? '');
  }
  return values;
}
