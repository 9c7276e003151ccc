// Raw email messages: the headers and the text that the outbox shows. Attachments are left out.
// https://www.rfc-editor.org/rfc/rfc2045

import type { Email } from './send.js';

interface Part {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Reads a raw message. `text` and `html` are the first parts of these types. */
export function readMimeMessage(raw: string): Omit<Email, 'configurationSet'> {
  const message = readPart(raw);
  const header = (name: string): string => decodeWords(message.headers.get(name) ?? '');
  const parts = leaves(message);
  const textOf = (type: string): string | undefined => {
    const part = parts.find(({ headers }) => (headers.get('content-type') ?? 'text/plain').startsWith(type));
    return part === undefined ? undefined : decodeBody(part);
  };
  return {
    from: header('from'),
    recipients: ['to', 'cc', 'bcc'].flatMap((name) => header(name).split(',')).flatMap((one) => one.trim() || []),
    subject: header('subject'),
    text: textOf('text/plain'),
    html: textOf('text/html'),
  };
}

function readPart(raw: string): Part {
  const [head = '', ...rest] = raw.replaceAll('\r\n', '\n').split('\n\n');
  const headers = new Map<string, string>();
  // A line that begins with white space continues the one before it.
  for (const line of head.replaceAll(/\n[ \t]+/g, ' ').split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return { headers, body: rest.join('\n\n') };
}

/** The parts that have no parts themselves. */
function leaves(part: Part): Part[] {
  const type = part.headers.get('content-type') ?? '';
  const boundary = /^multipart\/.*boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (boundary === undefined) return [part];
  return part.body
    .split(`--${boundary}`)
    .slice(1)
    .filter((piece) => !piece.startsWith('--'))
    .flatMap((piece) => leaves(readPart(piece.replace(/^\n/, ''))));
}

function decodeBody({ headers, body }: Part): string {
  const text = body.replace(/\n$/, '');
  const encoding = (headers.get('content-transfer-encoding') ?? '').toLowerCase();
  if (encoding === 'base64') return Buffer.from(text, 'base64').toString('utf8');
  return encoding === 'quoted-printable' ? decodeQuoted(text.replaceAll(/=\n/g, '')) : text;
}

const decodeQuoted = (text: string): string =>
  Buffer.from(
    Buffer.from(text, 'utf8')
      .toString('latin1')
      .replaceAll(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8');

/** Encoded words of RFC 2047: `=?utf-8?B?…?=`. */
const decodeWords = (text: string): string =>
  text
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(word, 'base64').toString('utf8')
        : decodeQuoted(word.replaceAll('_', ' ')),
    );
