// The control API, with which developers and tests observe and steer the pool, and each pool's `/.well-known` documents.

import type { StackPermissions } from '../iam/permissions.js';
import { UsageError } from '../model/errors.js';
import type { UserPool } from '../model/user-pool/user-pool.js';
import { type HttpRequest, type HttpResponse, json } from '../services/shared/aws-protocol.js';
import { clockReport, moveClock } from './clock-api.js';
import type { ControlContext } from './control-context.js';
import { activityEntry, overview, pageFile } from './page.js';

/** Answers one endpoint. `body` parses the request's body when it is called. */
type Endpoint = (context: ControlContext, body: () => unknown) => HttpResponse | Promise<HttpResponse>;

const noContent: HttpResponse = { status: 204, body: '' };

/** By method and path. */
const endpoints: Readonly<Record<string, Endpoint>> = {
  'GET /': ({ ready }) => json(ready),
  'GET /overview': (context) => overview(context),
  'GET /activity': ({ activity }) => json(activity.list()),
  'DELETE /activity': ({ activity }) => {
    activity.clear();
    return noContent;
  },
  'GET /outbox': ({ outbox }) => json(outbox.messages()),
  'DELETE /outbox': ({ outbox }) => {
    outbox.clear();
    return noContent;
  },
  'GET /logs': ({ logs }) => json(logs.lines()),
  'DELETE /logs': ({ logs }) => {
    logs.clear();
    return noContent;
  },
  'GET /faults': ({ faults }) => json(faults.list()),
  'POST /faults': ({ faults }, body) => {
    faults.add(body());
    return json(faults.list());
  },
  'DELETE /faults': ({ faults }) => {
    faults.clear();
    return noContent;
  },
  'GET /clock': ({ clock }) => json(clockReport(clock)),
  'POST /clock': ({ clock }, body) => {
    moveClock(clock, objectBody(body()));
    return json(clockReport(clock));
  },
  'DELETE /clock': ({ clock }) => {
    clock.setOffsetMs(0);
    return json(clockReport(clock));
  },
  'GET /iam': ({ permissions }) => json(permissions.report()),
  'POST /iam': ({ permissions }, body) => {
    withdrawPermission(permissions, objectBody(body()));
    return noContent;
  },
  'DELETE /iam': ({ permissions }) => {
    permissions.reset();
    return noContent;
  },
  'POST /secrets/rotate': async ({ rotation }, body) => {
    const { secretId } = objectBody(body());
    if (!isOptionalString(secretId)) throw new UsageError('secretId must be a string: the ARN or name of a secret.');
    return json(await rotation.rotate(secretId));
  },
};

/** Method and path of every control endpoint. */
export const CONTROL_ENDPOINTS: readonly string[] = Object.keys(endpoints);

/**
 * Answers a request of the control API or for a `/.well-known` document.
 *
 * @returns undefined when there is no such endpoint
 * @throws UsageError for a request that cannot be used
 */
export async function answerControlRequest(
  { method, url, headers, body }: HttpRequest,
  context: ControlContext,
): Promise<HttpResponse | undefined> {
  const file = method === 'GET' ? await pageFile(url.pathname, headers.accept) : undefined;
  if (file !== undefined) return file;
  const name = `${method} ${url.pathname}`;
  const endpoint = Object.hasOwn(endpoints, name) ? endpoints[name] : undefined;
  if (endpoint !== undefined) return endpoint(context, () => parseBody(body));
  if (method !== 'GET') return undefined;
  const [, entryId] = /^\/activity\/(\d+)$/.exec(url.pathname) ?? [];
  return entryId === undefined ? wellKnownDocument(url.pathname, context.pools) : activityEntry(entryId, context);
}

/** `/<user pool id>/.well-known/jwks.json` and `/<user pool id>/.well-known/openid-configuration`. */
function wellKnownDocument(pathname: string, pools: readonly UserPool[]): HttpResponse | undefined {
  const [, poolId, folder, file] = pathname.split('/');
  const pool = pools.find(({ definition }) => definition.id === poolId);
  if (pool === undefined || folder !== '.well-known') return undefined;
  switch (file) {
    case 'jwks.json':
      return json(pool.keys.jwks);
    case 'openid-configuration':
      return json(openIdConfiguration(pool));
    default:
      return undefined;
  }
}

const openIdConfiguration = ({ issuer }: UserPool): object => ({
  issuer,
  jwks_uri: `${issuer}/.well-known/jwks.json`,
  id_token_signing_alg_values_supported: ['RS256'],
  response_types_supported: ['code', 'token'],
  scopes_supported: ['openid', 'email', 'phone', 'profile'],
  subject_types_supported: ['public'],
});

function withdrawPermission(permissions: StackPermissions, body: Readonly<Record<string, unknown>>): void {
  const { function: functionId, statement, action, value } = body;
  if (
    typeof functionId !== 'string' ||
    typeof statement !== 'number' ||
    !isOptionalString(action) ||
    !isOptionalString(value)
  ) {
    throw new UsageError(
      'Give {"function": "Create", "statement": 0} and, for one action or one value of a condition, "action" or "value".',
    );
  }
  permissions.withdraw(functionId, statement, action, value);
}

const isOptionalString = (value: unknown): value is string | undefined =>
  value === undefined || typeof value === 'string';

function parseBody(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new UsageError('The body is not valid JSON.', { cause });
  }
}

function objectBody(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UsageError('The body must be a JSON object.');
  }
  return value as Record<string, unknown>;
}
