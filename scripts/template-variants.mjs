/**
 * Writes the variants of `template.yaml`, which is the only template that is edited by hand:
 *
 * - `template-trial.yaml`: the pool and the table are deleted with the stack. CloudFormation takes a deletion policy from a
 *   parameter only with a transform, with which AWS advises against `--use-previous-template`.
 * - `template-sar.yaml`: without the resource types that the Serverless Application Repository may refuse, and
 *   `README-sar.md`, whose links work on the page of the application: docs/decisions/0036-parameters-and-variants.md.
 * - `template-triggers.yaml`: everything except the user pool, for one that exists: docs/existing-pools.md.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runCommand, UserError } from './workspace.mjs';

/** Services whose resource types are not known to be on the repository's list. */
const NOT_IN_REPOSITORY = ['AWS::SecretsManager::', 'AWS::WAFv2::'];

/** Parameters that only configure those resources. */
const WITHOUT_RESOURCES = ['WebAcl', 'WebAclRequestsIn5Minutes', 'SecretRotationDays'];

const SECRET_PARAMETER = `  CodeKeyName:
    Type: String
    AllowedPattern: '[A-Za-z0-9/_+=.@-]{1,200}'
    ConstraintDescription: CodeKeyName is required. The name of a secret that exists
    Description: >-
      Name of a secret in AWS Secrets Manager from which codes are derived. Create it first, with a random text of 64 characters, and let
      the function RotateSecret rotate it.
`;
const SECRET_ARN =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: These are for CloudFormation.
  "!Sub 'arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:${CodeKeyName}-??????'";

/**
 * Replaces a text wherever it occurs.
 *
 * @param {string} template
 * @param {string | RegExp} from
 * @param {string} to
 * @param {number} count how often it has to occur
 * @throws {UserError} if it occurs more or less often, because the template has changed and this script must be adapted
 */
function replace(template, from, to, count) {
  const parts = template.split(from);
  if (parts.length !== count + 1) {
    throw new UserError(`template.yaml contains ${from} ${parts.length - 1} times instead of ${count}.`);
  }
  return parts.join(to);
}

/** The pattern of an entry of `Parameters`, `Conditions` or `Resources`, up to the next entry or section. */
const entry = (name) => new RegExp(`^  ${name}:.*\\n(?:(?: {4}.*)?\\n)*?(?=^ {0,2}\\S)`, 'm');

/** The template of a stack that leaves nothing behind when it is deleted. @param {string} template */
export function trialVariant(template) {
  let variant = replace(template, '    DeletionPolicy: Retain\n', '    DeletionPolicy: Delete\n', 2);
  variant = replace(variant, '    UpdateReplacePolicy: Retain\n', '    UpdateReplacePolicy: Delete\n', 2);
  variant = replace(variant, '      DeletionProtection: ACTIVE\n', '      DeletionProtection: INACTIVE\n', 1);
  return replace(variant, '      DeletionProtectionEnabled: true\n', '      DeletionProtectionEnabled: false\n', 1);
}

/** The template for the Serverless Application Repository. @param {string} template */
export function sarVariant(template) {
  let variant = template;
  const resources = variant.slice(variant.indexOf('\nResources:\n'), variant.indexOf('\nOutputs:\n'));
  for (const [, name, type] of resources.matchAll(/^ {2}(\w+):\n {4}Type: (\S+)/gm)) {
    if (NOT_IN_REPOSITORY.some((service) => type.startsWith(service))) variant = replace(variant, entry(name), '', 1);
  }
  for (const name of [...WITHOUT_RESOURCES, 'HasWebAcl']) variant = replace(variant, entry(name), '', 1);
  for (const name of WITHOUT_RESOURCES) variant = replace(variant, new RegExp(`\\b${name}, `), '', 1);
  variant = replace(variant, 'Parameters: [Countries, ', 'Parameters: [CodeKeyName, Countries, ', 1);
  variant = replace(variant, '\nParameters:\n', `\nParameters:\n${SECRET_PARAMETER}`, 1);
  variant = replace(variant, 'SECRET_ID: !Ref CodeSecret\n', 'SECRET_ID: !Ref CodeKeyName\n', 3);
  variant = replace(variant, 'Resource: !Ref CodeSecret\n', `Resource: ${SECRET_ARN}\n`, 4);
  variant = replace(variant, 'SourceArn: !Ref CodeSecret\n', `SourceArn: ${SECRET_ARN}\n`, 1);
  return replace(variant, 'ReadmeUrl: README.md\n', 'ReadmeUrl: README-sar.md\n', 1);
}

/** Parameters of the pool, which the owner of an existing pool configures. */
const POOL_ONLY_PARAMETERS = [
  'UserPoolName',
  'UserPoolTier',
  'ThreatProtection',
  'WebAcl',
  'WebAclRequestsIn5Minutes',
  'IdentityPool',
  'EmailIdentity',
  'AccessTokenMinutes',
  'IdTokenMinutes',
  'RefreshTokenHours',
  'RefreshTokenRotation',
];

/** Rules, conditions, resources and outputs that are about the pool. */
const POOL_ONLY_ENTRIES = [
  ...['RefreshTokenOutlivesOthers', 'TokenRotationNeedsEssentials', 'ThreatProtectionNeedsPlus'],
  'IdentityPoolInThisPartition',
  ...['HasWebAcl', 'HasThreatProtection', 'Enforces', 'HasIdentityPool', 'RotatesTokens', 'NamesEmailIdentity'],
  ...['UserPool', 'SmsRole', 'UserPoolClient', 'ThreatActions', 'WebAclForPool', 'WebAclAssociation'],
  ...['Identities', 'SignedInRole', 'IdentityRoles'],
  ...['UserPoolId', 'UserPoolClientId', 'Tag', 'UserPoolArn', 'IssuerUrl', 'JwksUrl', 'IdentityPoolId'],
];

const POOL_PARAMETERS = `  UserPoolArn:
    Type: String
    AllowedPattern: 'arn:[a-z-]{3,20}:cognito-idp:[a-z0-9-]{8,30}:[0-9]{12}:userpool/[A-Za-z0-9-]{8,30}_[A-Za-z0-9]{1,40}'
    ConstraintDescription: UserPoolArn is required. The ARN of a user pool in the Region of the stack
    Description: The ARN of the user pool whose triggers the functions become, in the account and Region of the stack.
  AppClientIds:
    Type: String
    AllowedPattern: '[A-Za-z0-9_+]{1,128}(,[A-Za-z0-9_+]{1,128}){0,19}'
    ConstraintDescription: AppClientIds is required. Comma-separated ids of app clients
    Description: >-
      Ids of the app clients whose users sign in with codes. Sign-ups, sign-ins and messages of all other app clients of the pool stay as
      they are.
`;

const POOL_OUTPUTS = `  UserPoolArn:
    Description: The user pool that may invoke the functions.
    Value: !Ref UserPoolArn
  AppClientIds:
    Description: The app clients whose users sign in with codes.
    Value: !Ref AppClientIds
`;

/** Marks of the sign-ups that these triggers have confirmed, which PostAuthentication tells from those of other app clients. */
const READ_SIGN_UPS = `  PostAuthenticationSignUps:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: sign-ups
      Roles: [!Ref PostAuthenticationRole]
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Action: [dynamodb:BatchGetItem]
            Resource: !GetAtt Table.Arn
            Condition:
              ForAllValues:StringLike: { dynamodb:LeadingKeys: ['sign-up#*'] }
              'Null': { dynamodb:LeadingKeys: 'false' }
`;

const TRIGGERS_DESCRIPTION = `Description: >-
  Sign-in with a one-time code by SMS or email for an Amazon Cognito user pool that exists: the Lambda triggers that implement its
  custom challenge.
`;

const SELF_SIGN_UP = `    Description: >-
      Whether the user pool lets users create accounts. Set it as the pool is configured: with off, response times do not show who has
      an account.
`;

const FIRST_PROOF_RESETS = `    Description: >-
      What the first right code of an account that was signed up through AppClientIds voids of what its sign-up has set, because someone
      else may have signed up. All other accounts keep their password and attributes. If addresses are verified otherwise: nothing;
      accounts may then sign in without a proof.
`;

/** The start of each trigger's list of variables. */
const VARIABLES = /(?<=^ {8}Variables:\n)(?= {10}(?:STACK_NAME|FACTOR_ORDER): )/m;

/** The template of a stack for a user pool that exists. @param {string} template */
export function triggersVariant(template) {
  let variant = replace(template, /^ {6}- Assert: !Equals \[!Ref EmailIdentity, ''\]\n.*\n/m, '', 1);
  for (const name of [...POOL_ONLY_PARAMETERS, ...POOL_ONLY_ENTRIES]) {
    variant = replace(variant, new RegExp(`(?:^ {2}# .*\\n)*${entry(name).source}`, 'm'), '', 1);
  }
  for (const name of POOL_ONLY_PARAMETERS) {
    variant = replace(variant, new RegExp(`^ {10}- ${name}\\n|\\b${name}, |, ${name}\\b`, 'm'), '', 1);
  }
  variant = replace(variant, 'Parameters: [Countries, ', 'Parameters: [UserPoolArn, AppClientIds, Countries, ', 1);
  variant = replace(variant, '\nParameters:\n', `\nParameters:\n${POOL_PARAMETERS}`, 1);
  variant = replace(variant, /^ {4}Description: off lets only administrators create accounts.*\n/m, SELF_SIGN_UP, 1);
  const resets = /(?<=^ {2}FirstProofResets:\n(?: {4}(?!Desc).*\n)*) {4}Description: >-\n(?: {6}.*\n)+/m;
  variant = replace(variant, resets, FIRST_PROOF_RESETS, 1);
  variant = replace(variant, '\nOutputs:\n', `\n${READ_SIGN_UPS}\nOutputs:\n${POOL_OUTPUTS}`, 1);
  variant = replace(variant, '!GetAtt UserPool.Arn', '!Ref UserPoolArn', 8);
  variant = replace(variant, VARIABLES, '          APP_CLIENTS: !Ref AppClientIds\n', 6);
  variant = replace(variant, /^Description: >-\n(?: {2}.*\n)+/m, TRIGGERS_DESCRIPTION, 1);
  return replace(variant, /^ {2}AWS::ServerlessRepo::Application:\n(?: {4}.*\n)+/m, '', 1);
}

/**
 * The README for the page of the application, where relative links do not work.
 *
 * @param {string} readme
 * @param {string | undefined} repository the repository's address on the web. Without one, links become text and pictures
 *   are left out.
 */
export function sarReadme(readme, repository) {
  const isRelative = (target) => !/^([a-z]+:|#)/i.test(target);
  return readme.replace(/(!?)\[([^\]]*)\]\(([^()\s]+)\)/g, (link, picture, text, target) => {
    if (!isRelative(target)) return link;
    if (!repository) return picture ? '' : text;
    return `${picture}[${text}](${repository}/${picture ? 'raw' : 'blob'}/HEAD/${target})`;
  });
}

/** The repository's address, which packages.json or the clone's remote `origin` names. */
function repositoryAddress() {
  const { repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const named = typeof repository === 'string' ? repository : repository?.url;
  return webAddress(named ?? remoteAddress());
}

/** @param {string | undefined} address of a Git repository, for example `git@github.com:owner/name.git` */
export function webAddress(address) {
  const [, host, path] =
    /^(?:git\+)?(?:https?:\/\/|ssh:\/\/|git@)(?:[^@/]+@)?([\w.-]+\.\w+)[/:](.+?)(?:\.git)?\/?$/.exec(address ?? '') ??
    [];
  return host && path ? `https://${host}/${path}` : undefined;
}

function remoteAddress() {
  try {
    return execFileSync('git', ['remote', 'get-url', 'origin'], { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return undefined;
  }
}

if (import.meta.filename === process.argv[1]) {
  await runCommand(async () => {
    const read = (name) => readFileSync(join(root, name), 'utf8');
    const write = (name, text) => writeFileSync(join(root, name), text);
    write('template-trial.yaml', trialVariant(read('template.yaml')));
    write('template-sar.yaml', sarVariant(read('template.yaml')));
    write('template-triggers.yaml', triggersVariant(read('template.yaml')));
    write('README-sar.md', sarReadme(read('README.md'), repositoryAddress()));
  });
}
