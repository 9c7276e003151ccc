import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type ResolvedTemplate, resolveTemplate, type TemplateMap } from '@cognito-otp/local-pool';
import { parse } from 'yaml';

export const root = fileURLToPath(new URL('../../../../../', import.meta.url));
export const templateFile = `${root}template.yaml`;

export const triggers = [
  'PreSignUp',
  'DefineAuthChallenge',
  'CreateAuthChallenge',
  'VerifyAuthChallengeResponse',
  'PostAuthentication',
  'CustomMessage',
] as const;
export const functions = [...triggers, 'RotateSecret'] as const;

/** Deployments that between them take both sides of every condition. */
export const parameterSets: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  defaults: { Countries: 'GB' },
  everything: {
    Countries: 'GB,US',
    PageDomain: 'login.example.com',
    SmsVia: 'end-user-messaging',
    SmsRegion: 'eu-west-1',
    SmsFeedback: 'on',
    CaptchaVerifyUrl: 'https://captcha.example.com/siteverify',
    SendOn: 'request',
    WebAcl: 'on',
    ThreatProtection: 'enforced',
    IdentityPool: 'on',
    AlarmTopicArn: 'arn:aws:sns:us-east-1:000000000000:alarms',
  },
  'SMS alone': { Countries: 'GB', Channels: 'sms', ThreatProtection: 'audit' },
  'e-mail alone': { Countries: '*', Channels: 'email', SelfSignUp: 'off', RefreshTokenRotation: 'off' },
  'second factor': { Countries: 'GB', FactorOrder: 'password-then-otp', UserPoolTier: 'LITE' },
};

export const resolved = (parameters: Readonly<Record<string, string>> = {}): Promise<ResolvedTemplate> =>
  resolveTemplate(templateFile, { Countries: 'GB', ...parameters });

/** Runs `check` on the template as each of the parameter sets resolves it. */
export async function inEverySet(check: (template: ResolvedTemplate, set: string) => void): Promise<void> {
  for (const [set, parameters] of Object.entries(parameterSets))
    check(await resolveTemplate(templateFile, parameters), set);
}

export interface Parameter {
  Type: string;
  Default?: string | number;
  AllowedValues?: (string | number)[];
  AllowedPattern?: string;
  MinValue?: number;
  MaxValue?: number;
  Description?: string;
}

interface Written {
  Parameters: Record<string, Parameter>;
  Conditions: Record<string, unknown>;
  Resources: Record<string, { Properties: { Environment?: { Variables: Record<string, string> } } }>;
  Metadata: {
    'AWS::ServerlessRepo::Application': Record<string, unknown>;
    'AWS::CloudFormation::Interface': { ParameterGroups: { Label: { default: string }; Parameters: string[] }[] };
  };
}

export const text = readFileSync(templateFile, 'utf8');

/** What needs no resolving. The tags of intrinsic functions are left out: `!Ref Table` reads `Table`. */
export const written = parse(text, { logLevel: 'silent' }) as Written;

export function ofType(template: ResolvedTemplate, type: string): [logicalId: string, properties: TemplateMap][] {
  return Object.entries(template.resources)
    .filter(([, resource]) => resource.type === type)
    .map(([id, { properties }]) => [id, properties]);
}

export function propertiesOf(template: ResolvedTemplate, logicalId: string): TemplateMap {
  const resource = template.resources[logicalId];
  if (!resource) throw new Error(`the template has no ${logicalId}`);
  return resource.properties;
}

/** The value at a path of keys and indexes; `undefined` where there is none. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  let found = value;
  for (const key of path) found = (found as Record<string | number, unknown> | undefined)?.[key];
  return found;
}

export interface Statement {
  Effect: string;
  Action: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Principal?: unknown;
  Condition?: unknown;
}

export const listOf = <Value>(value: Value | Value[] | undefined): Value[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/** Every statement of the template that allows something, with the role it is in. */
export function statementsOf(template: ResolvedTemplate): { role: string; statement: Statement }[] {
  const inRoles = ofType(template, 'AWS::IAM::Role').flatMap(([role, { Policies }]) =>
    listOf(Policies as TemplateMap[] | undefined).flatMap((policy) =>
      listOf(at(policy, 'PolicyDocument', 'Statement') as Statement[]).map((statement) => ({ role, statement })),
    ),
  );
  const apart = ofType(template, 'AWS::IAM::Policy').flatMap(([, { Roles, PolicyDocument }]) =>
    listOf(at(PolicyDocument, 'Statement') as Statement[]).flatMap((statement) =>
      listOf(Roles as string[]).map((name) => {
        const role = ofType(template, 'AWS::IAM::Role').find(([id]) => name.startsWith(`local-${id}-`));
        return { role: role?.[0] ?? name, statement };
      }),
    ),
  );
  return [...inRoles, ...apart];
}
