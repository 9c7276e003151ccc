/**
 * An AWS account with one deployed stack. The user pool, its functions, the table and the secret are those of a local pool;
 * services that only AWS has (CloudFormation, IAM's simulator, CloudWatch, a web ACL, administration of pools) are
 * simulated here, over HTTP, from the template.
 */
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ResolvedTemplate, resolveTemplate } from '@cognito-otp/local-pool';
import type { Deployment } from '@cognito-otp/test-kit/deployment';
import {
  ACCOUNT,
  type Answer,
  type Call,
  type Cloud,
  json,
  jsonError,
  REGION,
  type Reply,
  type Resolve,
  STACK,
} from './cloud-model.js';
import { poolOperations } from './cloud-pools.js';
import { isAllowed, type Statement } from './policy.js';
import { queryError, queryParameters, queryReply, type XmlValue } from './query-protocol.js';

const TEMPLATE = fileURLToPath(new URL('../../../../template.yaml', import.meta.url));
/** Starts the account's endpoint in front of a deployment with these parameters. */
export async function startCloud(deployment: Deployment, parameters: Record<string, string>): Promise<Cloud> {
  const folder = mkdtempSync(join(tmpdir(), 'cognito-otp-cloud-'));
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const { status, body } = await answer(request.headers, Buffer.concat(chunks), request.url ?? '/');
      const isText = typeof body === 'string';
      response.writeHead(status, { 'content-type': isText ? 'text/xml' : 'application/x-amz-json-1.1' });
      response.end(isText ? body : JSON.stringify(body));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cloud: Cloud = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pools: new Map(),
    parameters,
    exists: true,
    hasTable: true,
    hasPool: true,
    tamper: undefined,
    changes: [],
    async close() {
      server.close();
      server.closeAllConnections();
      rmSync(folder, { recursive: true });
    },
  };
  const answers = createAnswers(cloud, deployment, folder);

  const answer = async (headers: IncomingHttpHeaders, raw: Buffer, path: string): Promise<Reply> => {
    const call = identify(headers, raw.toString('utf8'));
    const forward = async (other: Call = call): Promise<Reply> => {
      const own = answers[`${other.service} ${other.action}`];
      if (own !== undefined) return own(other.input as Record<string, unknown>);
      const kept = ['x-amz-target', 'content-type', 'authorization', 'x-amz-date'] as const;
      const response = await fetch(deployment.endpoint + path, {
        method: 'POST',
        headers: Object.fromEntries(kept.flatMap((name) => (headers[name] ? [[name, String(headers[name])]] : []))),
        body: JSON.stringify(other.input),
      });
      return { status: response.status, body: await response.json() };
    };
    if (/^(Create|Update|Delete|Rotate|Admin(Delete|Set)|SignUp)/.test(call.action)) cloud.changes.push(call.action);
    return (await cloud.tamper?.(call, forward)) ?? forward();
  };
  return cloud;
}

/** The service and operation of a request. */
function identify(headers: IncomingHttpHeaders, text: string): Call {
  const [prefix = '', action = ''] = String(headers['x-amz-target'] ?? '').split('.');
  const scope = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(String(headers.authorization))?.[1];
  const service = scope ?? (prefix === 'AWSCognitoIdentityProviderService' ? 'cognito-idp' : prefix);
  if (action !== '') return { service, action, input: text === '' ? {} : JSON.parse(text) };
  const input = queryParameters(text);
  return { service, action: String(input['Action']), input };
}

/** The resources whose names the probes look up. */
const NAMED = [
  'CodeSecret',
  'Table',
  'UserPool',
  ...['PreSignUp', 'CustomMessage', 'CreateAuthChallenge', 'VerifyAuthChallengeResponse', 'PostAuthentication'].flatMap(
    (name) => [`${name}Role`, `${name}Log`],
  ),
];

/** The template with its parameters, and with the names of resources as outputs. */
async function resolveStack(folder: string, parameters: Readonly<Record<string, string>>): Promise<ResolvedTemplate> {
  const file = join(folder, 'template.yaml');
  const names = NAMED.map((id) => `  Physical${id}: { Value: !Ref ${id} }\n`);
  writeFileSync(file, readFileSync(TEMPLATE, 'utf8') + names.join(''));
  return resolveTemplate(file, parameters);
}

function createAnswers(cloud: Cloud, deployment: Deployment, folder: string): Record<string, Answer> {
  // The template takes a quarter of a second to resolve.
  const resolutions = new Map<string, Promise<ResolvedTemplate>>();
  const resolve = (): Promise<ResolvedTemplate> => {
    const key = JSON.stringify(cloud.parameters);
    const known = resolutions.get(key) ?? resolveStack(folder, cloud.parameters);
    resolutions.set(key, known);
    return known;
  };
  return {
    ...cloudFormation(cloud, resolve),
    ...poolOperations(cloud, deployment, resolve),
    ...observation(deployment, resolve),
    'secretsmanager RotateSecret': async ({ SecretId }) => {
      const rotated = (await deployment.control('POST', '/secrets/rotate', { secretId: SecretId })) as object[];
      return json(rotated[0]);
    },
    'dynamodb DescribeTable': () =>
      cloud.hasTable ? json({ Table: { TableStatus: 'ACTIVE' } }) : jsonError('ResourceNotFoundException', 'none'),
    'dynamodb UpdateTable': () => json({}),
    'dynamodb DeleteTable': () => {
      cloud.hasTable = false;
      return json({});
    },
  };
}

function cloudFormation(cloud: Cloud, resolve: Resolve): Record<string, Answer> {
  const reply = (action: string, result: XmlValue): Reply => ({ status: 200, body: queryReply(action, result) });
  const failure = (message: string): Reply => ({ status: 400, body: queryError('ValidationError', message) });
  return {
    async 'cloudformation DescribeStacks'() {
      if (!cloud.exists) return failure(`Stack with id ${STACK} does not exist`);
      const { outputs } = await resolve();
      return reply('DescribeStacks', {
        Stacks: [
          {
            StackName: STACK,
            StackId: `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${STACK}/1`,
            CreationTime: '2026-11-30T00:00:00Z',
            StackStatus: 'UPDATE_COMPLETE',
            Parameters: Object.entries(cloud.parameters).map(([ParameterKey, ParameterValue]) => ({
              ParameterKey,
              ParameterValue,
            })),
            Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
          },
        ],
      });
    },
    async 'cloudformation ListStackResources'() {
      const { outputs } = await resolve();
      const physical = Object.entries(outputs).filter(([name]) => name.startsWith('Physical'));
      return reply('ListStackResources', {
        StackResourceSummaries: physical.map(([name, PhysicalResourceId]) => ({
          LogicalResourceId: name.slice('Physical'.length),
          PhysicalResourceId,
        })),
      });
    },
    'cloudformation DescribeStackEvents': () =>
      reply('DescribeStackEvents', {
        StackEvents: [
          { LogicalResourceId: STACK, ResourceStatus: 'CREATE_COMPLETE', EventId: '2' },
          { LogicalResourceId: STACK, ResourceStatus: 'CREATE_IN_PROGRESS', EventId: '1' },
        ],
      }),
    async 'cloudformation UpdateStack'({ Parameters }) {
      const given = Parameters as { ParameterKey: string; ParameterValue?: string }[];
      const changed = given.filter(({ ParameterValue }) => ParameterValue !== undefined);
      const next = { ...cloud.parameters };
      for (const { ParameterKey, ParameterValue } of changed) next[ParameterKey] = ParameterValue ?? '';
      if (JSON.stringify(next) === JSON.stringify(cloud.parameters)) {
        return failure('No updates are to be performed.');
      }
      cloud.parameters = next;
      await resolve();
      return reply('UpdateStack', {});
    },
    'cloudformation DeleteStack': () => {
      cloud.exists = false;
      return reply('DeleteStack', {});
    },
  };
}

function observation(deployment: Deployment, resolve: Resolve): Record<string, Answer> {
  const logs = async (): Promise<{ function: string; line: string; at: string }[]> =>
    (await deployment.control('GET', '/logs')) as { function: string; line: string; at: string }[];
  return {
    async 'logs FilterLogEvents'({ logGroupName, startTime }) {
      const { outputs } = await resolve();
      const events = (await logs()).filter(
        (line) => outputs[`Physical${line.function}Log`] === logGroupName && Date.parse(line.at) >= Number(startTime),
      );
      return json({ events: events.map(({ line, at }) => ({ message: line, timestamp: Date.parse(at) })) });
    },
    async 'monitoring GetMetricData'() {
      const starts = (await logs()).filter(({ line }) => line.includes('"Starts":1')).length;
      return json({ MetricDataResults: [{ Id: 'starts', Values: starts > 0 ? [starts] : [] }] });
    },
    async 'iam SimulatePrincipalPolicy'({ PolicySourceArn, ActionNames, ResourceArns, ContextEntries }) {
      const { resources, outputs } = await resolve();
      const role = String(PolicySourceArn).split('/').at(-1);
      const [name = ''] = Object.entries(outputs).find(([, value]) => value === role) ?? [];
      const { Policies } = (resources[name.slice('Physical'.length)]?.properties ?? {}) as {
        Policies?: { PolicyDocument: { Statement: Statement[] } }[];
      };
      const statements = (Policies ?? []).flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
      const keys = (ContextEntries as { ContextKeyValues: string[] }[] | undefined)?.[0]?.ContextKeyValues;
      const [action = ''] = ActionNames as string[];
      const [resource = ''] = ResourceArns as string[];
      const EvalDecision = isAllowed(statements, action, resource, keys) ? 'allowed' : 'implicitDeny';
      return {
        status: 200,
        body: queryReply('SimulatePrincipalPolicy', {
          EvaluationResults: [{ EvalActionName: action, EvalDecision }],
          IsTruncated: false,
        }),
      };
    },
  };
}
