/**
 * Writes the variants of `template.yaml`, which is the only template that is edited by hand:
 *
 * - `template-trial.yaml`: the pool and the table are deleted with the stack. CloudFormation takes a deletion policy from a
 *   parameter only with a transform that does not go with `--use-previous-template`.
 * - `template-sar.yaml`: without the resource types that the Serverless Application Repository may refuse, and
 *   `README-sar.md`, whose links work on the page of the application: docs/decisions/0036-parameters-and-variants.md.
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
 * @throws {UserError} if it occurs more or less often: the template has changed, and this script has to change with it
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

/**
 * The README for the page of the application, where relative links lead nowhere.
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
    write('README-sar.md', sarReadme(read('README.md'), repositoryAddress()));
  });
}
