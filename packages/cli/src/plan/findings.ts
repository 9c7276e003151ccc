/** What stands in the way of sign-ins with codes in a pool: each with the reason and the fix. */
import type { UserPoolClientType } from '@aws-sdk/client-cognito-identity-provider';
import type { PoolState } from '../aws/pool-api.js';
import type { StackOutputs, Trigger } from '../aws/stack.js';
import { LEAST_SESSION_MINUTES } from './changes.js';

/** `refusal`: attach changes nothing. `missing`: attach sets it. `warning`: sign-ins work, with a consequence. */
export interface Finding {
  readonly level: 'refusal' | 'missing' | 'warning';
  readonly finding: string;
  readonly reason: string;
  readonly fix: string;
}

/** What is checked. */
export interface Examined {
  readonly state: PoolState;
  readonly stack: StackOutputs;
  /** The triggers to attach: all, or those that `--without` leaves. */
  readonly triggers: readonly Trigger[];
  /** Triggers that may be another function now, which is no longer called then. */
  readonly replaced: ReadonlySet<Trigger>;
}

/** The triggers that a pool can do without, and what is different then. */
export const OPTIONAL_TRIGGERS: Readonly<Partial<Record<Trigger, string>>> = {
  PreSignUp: 'Then users cannot sign up with a code: set sign-up="off" in the page.',
  CustomMessage:
    'Then messages that Cognito itself sends take nothing off the budgets, and the kill switch does not stop them.',
};

/** Addresses that codes are sent to. */
const ADDRESSES = ['phone_number', 'email'] as const;

/** Checks a pool and its app clients. */
export function examine(examined: Examined): Finding[] {
  return [
    ...checkPool(examined),
    ...examined.triggers.flatMap((trigger) => checkTrigger(trigger, examined)),
    ...examined.state.clients.flatMap((client) => checkClient(client, examined)),
  ];
}

const finding = (level: Finding['level'], found: string, reason: string, fix: string): Finding => ({
  level,
  finding: found,
  reason,
  fix,
});

const WITHOUT_SIGN_UP = `Or leave sign-ups with codes out: --without PreSignUp. ${OPTIONAL_TRIGGERS.PreSignUp}`;

function checkPool({ state: { pool }, stack, triggers }: Examined): Finding[] {
  const findings: Finding[] = [];
  const add = (...args: Parameters<typeof finding>) => findings.push(finding(...args));
  if (stack.userPoolArn !== pool.Arn) {
    add(
      'refusal',
      `The functions belong to ${stack.userPoolArn}.`,
      'Cognito may not invoke them for this pool, so that every sign-in would fail.',
      `Deploy the stack with UserPoolArn=${pool.Arn}.`,
    );
  }
  const usernames: string[] = pool.UsernameAttributes ?? [];
  const aliases: string[] = pool.AliasAttributes ?? [];
  if (![...usernames, ...aliases].some((name) => (ADDRESSES as readonly string[]).includes(name))) {
    add(
      'refusal',
      'Users of the pool sign in with a username only.',
      'Cognito finds no user by phone number or email address, and this setting cannot change once a pool exists.',
      'Create a user pool with email or phone_number as username or alias, and migrate the users to it.',
    );
  }
  if (triggers.includes('PreSignUp')) findings.push(...checkSignUp(pool, usernames));
  if (pool.UsernameConfiguration?.CaseSensitive !== false) {
    add(
      'warning',
      'Usernames are case-sensitive.',
      'Ann@example.com and ann@example.com are two accounts, and this setting cannot change once a pool exists.',
      'Have the page convert addresses to lower case.',
    );
  }
  if (pool.MfaConfiguration === 'ON') {
    add(
      'warning',
      'The pool requires a second factor.',
      'Whether Cognito asks for it after a code is not documented.',
      'Test a sign-in with a code before you offer it.',
    );
  }
  return findings;
}

function checkSignUp(pool: Examined['state']['pool'], usernames: readonly string[]): Finding[] {
  const findings: Finding[] = [];
  if (usernames.length === 0) {
    findings.push(
      finding(
        'refusal',
        'The person who signs up chooses a username.',
        'An account that is confirmed without a proof could not be distinguished from others, and this setting cannot change once a pool exists.',
        `Leave sign-ups with codes out: --without PreSignUp. ${OPTIONAL_TRIGGERS.PreSignUp}`,
      ),
    );
  }
  const required = (pool.SchemaAttributes ?? [])
    .filter(({ Name, Required }) => Required === true && Name !== 'sub')
    .map(({ Name }) => Name ?? '');
  const isAddress = (name: string) => (ADDRESSES as readonly string[]).includes(name);
  if (required.some((name) => !isAddress(name)) || required.length > 1) {
    findings.push(
      finding(
        'refusal',
        `The pool requires ${required.join(', ')} at sign-up.`,
        'A sign-up with a code has one address and nothing else, and this setting cannot change once a pool exists.',
        `Leave sign-ups with codes out: --without PreSignUp. ${OPTIONAL_TRIGGERS.PreSignUp}`,
      ),
    );
  }
  if (pool.AdminCreateUserConfig?.AllowAdminCreateUserOnly === true) {
    findings.push(
      finding(
        'warning',
        'Only administrators create users.',
        'Sign-ups with codes are refused by Cognito.',
        'Set SelfSignUp=off for the stack and sign-up="off" in the page.',
      ),
    );
  }
  return findings;
}

function checkTrigger(trigger: Trigger, { state, stack, replaced }: Examined): Finding[] {
  const current = state.pool.LambdaConfig?.[trigger];
  const wanted = stack.functions[trigger];
  if (current === wanted) return [];
  if (current === undefined) {
    const reason = 'Sign-ins with codes need it.';
    return [finding('missing', `The trigger ${trigger} is not attached.`, reason, 'cognito-otp attach')];
  }
  if (replaced.has(trigger)) {
    const reason = 'It is no longer called.';
    const fix = 'Make sure that the function of the stack calls it, as docs/existing-pools.md describes.';
    return [finding('warning', `The trigger ${trigger} replaces ${current}.`, reason, fix)];
  }
  const consequence = OPTIONAL_TRIGGERS[trigger];
  const leaveOut = consequence === undefined ? '' : ` Or leave it out: --without ${trigger}. ${consequence}`;
  return [
    finding(
      'refusal',
      `The trigger ${trigger} is another function: ${current}.`,
      'A pool has one function for each trigger, and that one would no longer be called.',
      `Have one function call both handlers, as docs/existing-pools.md describes.${leaveOut}`,
    ),
  ];
}

function checkClient(client: UserPoolClientType, { state, triggers }: Examined): Finding[] {
  const findings: Finding[] = [];
  const name = `App client ${client.ClientId} (${client.ClientName})`;
  const add = (level: Finding['level'], found: string, reason: string, fix: string) =>
    findings.push(finding(level, `${name} ${found}`, reason, fix));
  const flows: string[] | undefined = client.ExplicitAuthFlows;
  if (client.ClientSecret !== undefined) {
    add(
      'refusal',
      'has a secret.',
      'A page cannot keep a secret, and it cannot be removed.',
      'Create an app client without one, and deploy the stack with its id in AppClientIds.',
    );
  }
  if (flows?.some((flow) => !flow.startsWith('ALLOW_'))) {
    add(
      'refusal',
      `has auth flows with former names: ${flows.join(', ')}.`,
      'Cognito does not accept them together with ALLOW_CUSTOM_AUTH.',
      'Replace them by their names with ALLOW_ first.',
    );
  } else if (flows !== undefined && !flows.includes('ALLOW_CUSTOM_AUTH')) {
    add('missing', 'lacks ALLOW_CUSTOM_AUTH.', 'Cognito refuses the custom flow without it.', 'cognito-otp attach');
  }
  if (flows === undefined || flows.some((flow) => /PASSWORD|SRP|USER_AUTH/.test(flow))) {
    add(
      'warning',
      'also takes passwords.',
      'Users who sign up through it are confirmed without a proof; the first code replaces the password that they have chosen.',
      'Create an app client for codes only, and name it in AppClientIds instead.',
    );
  }
  const minutes = client.AuthSessionValidity;
  if (minutes !== undefined && minutes < LEAST_SESSION_MINUTES) {
    const reason = 'A code that is typed later is refused, although it is valid for five minutes.';
    add('missing', `ends a sign-in after ${minutes} minutes.`, reason, 'cognito-otp attach');
  }
  if (client.PreventUserExistenceErrors !== 'ENABLED') {
    add(
      'warning',
      'tells callers which users exist.',
      'Anyone can find out who has an account.',
      'Set PreventUserExistenceErrors to ENABLED.',
    );
  }
  const writable = client.WriteAttributes;
  const usernames: string[] = state.pool.UsernameAttributes ?? [];
  if (triggers.includes('PreSignUp') && writable && usernames.every((one) => !writable.includes(one))) {
    add(
      'refusal',
      `may not write ${usernames.join(' or ')}.`,
      'Cognito refuses sign-ups through it.',
      `Add the attribute to WriteAttributes. ${WITHOUT_SIGN_UP}`,
    );
  }
  const canClose = state.pool.SchemaAttributes?.some(({ Name }) => Name === 'custom:otp_closed') === true;
  if (canClose && (writable === undefined || writable.includes('custom:otp_closed'))) {
    add(
      'warning',
      'may write custom:otp_closed.',
      'A user can open an account that an operator has closed.',
      'Set WriteAttributes to a list without it.',
    );
  }
  return findings;
}

/** A finding as lines. */
export const describeFinding = ({ level, finding: found, reason, fix }: Finding): string[] => [
  `[${level}] ${found}`,
  `  Why: ${reason}`,
  `  Fix: ${fix}`,
];
