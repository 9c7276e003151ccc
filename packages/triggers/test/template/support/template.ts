/** The template as tests read it: parsed as written, and resolved with parameters. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type ResolvedTemplate, resolveTemplate, type TemplateMap } from '@cognito-otp/local-pool';
import { parse } from 'yaml';

export const root = fileURLToPath(new URL('../../../../../', import.meta.url));
export const templateFile = `${root}template.yaml`;

/** The logical IDs of the functions that Cognito invokes. */
export const triggers = [
  'PreSignUp',
  'DefineAuthChallenge',
  'CreateAuthChallenge',
  'VerifyAuthChallengeResponse',
  'PostAuthentication',
  'CustomMessage',
] as const;
/** The logical IDs of all functions. */
export const functions = [...triggers, 'RotateSecret'] as const;

/** The parameters without a default. */
export const required = { Countries: 'GB', BrandName: 'Example' } as const;

/** Parameter sets that together cover both values of every condition. */
export const parameterSets: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  defaults: { ...required },
  everything: {
    ...required,
    Countries: 'GB,US',
    EmailFrom: 'Example Bank <codes@mail.example.com>',
    PageDomain: 'login.example.com',
    SmsVia: 'end-user-messaging',
    SmsRegion: 'eu-west-1',
    SmsFeedback: 'on',
    CaptchaVerifyUrl: 'https://captcha.example.com/siteverify',
    SendOn: 'request',
    WebAcl: 'on',
    UserPoolTier: 'PLUS',
    ThreatProtection: 'enforced',
    AddressChange: 'on',
    IdentityPool: 'on',
    AlarmTopicName: 'alarms',
  },
  'SMS only': {
    ...required,
    Channels: 'sms',
    SmsVia: 'notify sns',
    SmsNotifyConfigurationId: 'nc-0123456789abcdef0',
    SmsConfigurationSet: 'delivery',
    UserPoolTier: 'PLUS',
    ThreatProtection: 'audit',
    AlarmEmail: 'ops@example.com',
  },
  'email only': {
    ...required,
    Countries: '*',
    Channels: 'email',
    EmailFrom: 'codes@example.com',
    EmailIdentity: 'codes@example.com',
    SelfSignUp: 'off',
    RefreshTokenRotation: 'off',
  },
  'second factor': {
    ...required,
    EmailFrom: 'codes@example.com',
    FactorOrder: 'password-then-otp',
    UserPoolTier: 'LITE',
    RefreshTokenRotation: 'off',
  },
};

/** Resolves the template with parameters, in addition to the required ones, in a Region. */
export const resolved = (
  parameters: Readonly<Record<string, string>> = {},
  region = 'us-east-1',
): Promise<ResolvedTemplate> => resolveTemplate(templateFile, { ...required, ...parameters }, { region });

/** Runs `check` on the template resolved with each of the parameter sets. */
export async function forEachParameterSet(check: (template: ResolvedTemplate, set: string) => void): Promise<void> {
  for (const [set, parameters] of Object.entries(parameterSets))
    check(await resolveTemplate(templateFile, parameters), set);
}

/** The definition of a template parameter. */
export interface Parameter {
  Type: string;
  Default?: string | number;
  AllowedValues?: (string | number)[];
  AllowedPattern?: string;
  MinValue?: number;
  MaxValue?: number;
  Description?: string;
}

/** The parts of the template that tests read without resolving. */
interface Written {
  Parameters: Record<string, Parameter>;
  Mappings: Record<string, Record<string, Record<string, string>>>;
  Conditions: Record<string, unknown>;
  Outputs: Record<string, unknown>;
  Resources: Record<string, { Properties: { Environment?: { Variables: Record<string, string> } } }>;
  Metadata: {
    'AWS::ServerlessRepo::Application': Record<string, unknown>;
    'AWS::CloudFormation::Interface': { ParameterGroups: { Label: { default: string }; Parameters: string[] }[] };
  };
}

/** The text of the template. */
export const text = readFileSync(templateFile, 'utf8');

/** The template without resolving. The tags of intrinsic functions are dropped: `!Ref Table` becomes `Table`. */
export const written = parse(text, { logLevel: 'silent' }) as Written;

/** The resources of a type, with their logical IDs. */
export function ofType(template: ResolvedTemplate, type: string): [logicalId: string, properties: TemplateMap][] {
  return Object.entries(template.resources)
    .filter(([, resource]) => resource.type === type)
    .map(([id, { properties }]) => [id, properties]);
}

/**
 * The properties of a resource.
 *
 * @throws {Error} if the template has no such resource.
 */
export function propertiesOf(template: ResolvedTemplate, logicalId: string): TemplateMap {
  const resource = template.resources[logicalId];
  if (!resource) throw new Error(`the template has no ${logicalId}`);
  return resource.properties;
}

/** The value at a path of keys and indexes; `undefined` if there is none. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  let found = value;
  for (const key of path) found = (found as Record<string | number, unknown> | undefined)?.[key];
  return found;
}

/** A statement of an IAM policy. */
export interface Statement {
  Effect: string;
  Action: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Principal?: unknown;
  Condition?: unknown;
}

/** A value that may be a single element, a list or missing, as a list. */
export function listOf<Value>(value: Value | Value[] | undefined): Value[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** Every statement of the policies of the template, with the role that it belongs to. */
export function statementsOf(template: ResolvedTemplate): { role: string; statement: Statement }[] {
  const inRoles = ofType(template, 'AWS::IAM::Role').flatMap(([role, { Policies }]) =>
    listOf(Policies as TemplateMap[] | undefined).flatMap((policy) =>
      listOf(at(policy, 'PolicyDocument', 'Statement') as Statement[]).map((statement) => ({ role, statement })),
    ),
  );
  const inPolicies = ofType(template, 'AWS::IAM::Policy').flatMap(([, { Roles, PolicyDocument }]) =>
    listOf(at(PolicyDocument, 'Statement') as Statement[]).flatMap((statement) =>
      listOf(Roles as string[]).map((name) => {
        const role = ofType(template, 'AWS::IAM::Role').find(([id]) => name.startsWith(`local-${id}-`));
        return { role: role?.[0] ?? name, statement };
      }),
    ),
  );
  return [...inRoles, ...inPolicies];
}
