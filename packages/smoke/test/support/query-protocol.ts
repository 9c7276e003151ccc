/** The XML in which CloudFormation and IAM answer. */

/** A value in a reply: lists become `member` elements. */
export type XmlValue =
  | string
  | number
  | boolean
  | undefined
  | readonly XmlValue[]
  | { readonly [name: string]: XmlValue };

const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function elements(value: XmlValue): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map((one) => `<member>${elements(one as XmlValue)}</member>`).join('');
  if (typeof value !== 'object') return escapeText(String(value));
  return Object.entries(value as Record<string, XmlValue>)
    .map(([name, one]) => (one === undefined ? '' : `<${name}>${elements(one)}</${name}>`))
    .join('');
}

/** The body of a successful reply. */
export const queryReply = (action: string, result: XmlValue): string =>
  `<${action}Response><${action}Result>${elements(result)}</${action}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></${action}Response>`;

/** The body of an error reply. */
export const queryError = (code: string, message: string): string =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${escapeText(message)}</Message></Error><RequestId>1</RequestId></ErrorResponse>`;

/** The parameters of a request: `Names.member.1=a` becomes `{ Names: ['a'] }`. */
export function queryParameters(body: string): Record<string, unknown> {
  const tree: Record<string, unknown> = {};
  for (const [path, value] of new URLSearchParams(body)) {
    const keys = path.split('.');
    let node = tree;
    for (const key of keys.slice(0, -1)) {
      node[key] ??= {};
      node = node[key] as Record<string, unknown>;
    }
    node[keys.at(-1) ?? ''] = value;
  }
  return flatten(tree) as Record<string, unknown>;
}

function flatten(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { member } = value as { member?: object };
  if (member !== undefined) return Object.values(member).map(flatten);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, flatten(one)]));
}
