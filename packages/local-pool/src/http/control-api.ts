import type { Faults } from '../control/faults.js';
import type { Logs } from '../control/logs.js';
import type { Outbox } from '../control/outbox.js';
import type { Permissions } from '../iam/permissions.js';
import type { Clock } from '../model/clock.js';
import { UsageError } from '../model/errors.js';
import type { UserPool } from '../model/user-pool/user-pool.js';
import type { Rotation } from '../services/secrets-manager/rotation.js';
import { type HttpRequest, type HttpResponse, json } from '../services/shared/aws-protocol.js';
import { clockReport, moveClock } from './clock-request.js';

export interface Control {
  readonly clock: Clock;
  readonly faults: Faults;
  readonly logs: Logs;
  readonly outbox: Outbox;
  readonly permissions: Permissions;
  readonly rotation: Rotation;
  readonly pools: readonly UserPool[];
  readonly ready: object;
}

type Route = (control: Control, body: () => unknown) => HttpResponse | Promise<HttpResponse>;

const noContent: HttpResponse = { status: 204, body: '' };

/** What people and tests steer the pool with, beside AWS's own APIs. */
const routes: Readonly<Record<string, Route>> = {
  'GET /': ({ ready }) => json(ready),
  'GET /outbox': ({ outbox }) => json(outbox.messages),
  'DELETE /outbox': ({ outbox }) => {
    outbox.clear();
    return noContent;
  },
  'GET /logs': ({ logs }) => json(logs.lines),
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
    moveClock(clock, record(body()));
    return json(clockReport(clock));
  },
  'DELETE /clock': ({ clock }) => {
    clock.offset = 0;
    return json(clockReport(clock));
  },
  'GET /iam': ({ permissions }) => json(permissions.report()),
  'POST /iam': ({ permissions }, body) => {
    withdrawPermission(permissions, record(body()));
    return noContent;
  },
  'DELETE /iam': ({ permissions }) => {
    permissions.restore();
    return noContent;
  },
  'POST /secrets/rotate': async ({ rotation }, body) => {
    const { secretId } = record(body());
    if (secretId !== undefined && typeof secretId !== 'string') throw new UsageError('secretId has to be text.');
    return json(await rotation.rotate(secretId));
  },
};

/** Method and path of every control endpoint. */
export const controlEndpoints: readonly string[] = Object.keys(routes);

/** Null: not a path of this kind. Throws UsageError for a request that can't be used. */
export async function answerControl(exchange: HttpRequest, control: Control): Promise<HttpResponse | null> {
  const { method, url } = exchange;
  const route = routes[`${method} ${url.pathname}`];
  if (route !== undefined) return route(control, () => parse(exchange.body));
  if (method !== 'GET') return null;
  const [, poolId, wellKnown, file] = url.pathname.split('/');
  const pool = control.pools.find((one) => one.definition.id === poolId);
  if (pool === undefined || wellKnown !== '.well-known') return null;
  if (file === 'jwks.json') return json(pool.keys.jwks);
  if (file === 'openid-configuration') return json(discovery(pool));
  return null;
}

const discovery = ({ issuer }: UserPool): object => ({
  issuer,
  jwks_uri: `${issuer}/.well-known/jwks.json`,
  id_token_signing_alg_values_supported: ['RS256'],
  response_types_supported: ['code', 'token'],
  scopes_supported: ['openid', 'email', 'phone', 'profile'],
  subject_types_supported: ['public'],
});

function withdrawPermission(permissions: Permissions, request: Record<string, unknown>): void {
  const { function: functionId, statement, action, value } = request;
  const isTextOrNothing = (one: unknown): one is string | undefined => one === undefined || typeof one === 'string';
  if (
    typeof functionId !== 'string' ||
    typeof statement !== 'number' ||
    !isTextOrNothing(action) ||
    !isTextOrNothing(value)
  ) {
    throw new UsageError(
      'Give {"function": "Create", "statement": 0} and, for one action or one value of a condition, "action" or "value".',
    );
  }
  permissions.withdraw(functionId, statement, action, value);
}

function parse(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new UsageError('The body is not JSON.', { cause });
  }
}

function record(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new UsageError('Give a JSON object.');
  return value as Record<string, unknown>;
}
