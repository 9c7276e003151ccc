import { invalidParameter, notAuthorized, ServiceError } from '../errors.js';
import type { ClientDefinition, PasswordPolicy, PoolDefinition, SchemaAttribute } from '../stack.js';

const standard = new Set(
  'address birthdate email email_verified family_name gender given_name locale middle_name name nickname phone_number phone_number_verified picture preferred_username profile sub updated_at website zoneinfo'.split(
    ' ',
  ),
);

export const isPhoneNumber = (text: string): boolean => /^\+[1-9]\d{1,14}$/.test(text);

/** What Cognito takes for an address; far from all that RFC 5322 allows. */
export const isEmail = (text: string): boolean =>
  text.length <= 2048 && /^[^\s@"(),:;<>[\]\\]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text);

export const isStandardAttribute = (name: string): boolean => standard.has(name);

/** The attribute's name as calls, events and tokens have it: what the schema adds to the standard ones has a prefix. */
export function attributeName({ name, developerOnly }: SchemaAttribute): string {
  return standard.has(name) ? name : `${developerOnly ? 'dev:' : ''}custom:${name}`;
}

/** Holds attributes against the pool's schema. Throws InvalidParameterException. */
export function checkAttributes(pool: PoolDefinition, attributes: Readonly<Record<string, string>>): void {
  const complain = (name: string, what: string): never => {
    throw invalidParameter(`Attributes did not conform to the schema: ${name}: ${what}\n`);
  };
  for (const [name, value] of Object.entries(attributes)) {
    const declared = pool.schema.some((one) => attributeName(one) === name);
    if (!standard.has(name) && !declared) complain(name, 'Attribute does not exist in the schema.');
    if (name === 'phone_number' && value !== '' && !isPhoneNumber(value))
      throw invalidParameter('Invalid phone number format.');
    if (name === 'email' && value !== '' && !isEmail(value)) throw invalidParameter('Invalid email address format.');
    if (value.length > 2048) complain(name, 'String must be no longer than 2048 characters');
  }
}

/** At sign-up: every required attribute is there. */
export function checkRequired(pool: PoolDefinition, attributes: Readonly<Record<string, string>>): void {
  const missing = pool.schema.filter((one) => one.required && (attributes[one.name] ?? '') === '');
  if (missing.length === 0) return;
  const words = missing.map((one) => `${one.name}: The attribute ${one.name} is required\n`).join('');
  throw invalidParameter(`Attributes did not conform to the schema: ${words}`);
}

/** What nobody changes once it is set. Throws InvalidParameterException. */
export function checkMutable(pool: PoolDefinition, names: readonly string[]): void {
  for (const name of names) {
    if (pool.schema.some((one) => !one.mutable && attributeName(one) === name))
      throw invalidParameter(`user.${name}: Attribute cannot be updated.\n`);
  }
}

/** What an app client may write: never `sub`, the verified flags or what is the developer's, and only its WriteAttributes. */
export function checkWritable(client: ClientDefinition, names: readonly string[]): void {
  for (const name of names) {
    const own =
      name === 'sub' || name === 'email_verified' || name === 'phone_number_verified' || name.startsWith('dev:');
    if (own || (client.writeAttributes !== null && !client.writeAttributes.has(name))) {
      throw notAuthorized('A client attempted to write unauthorized attribute');
    }
  }
}

/** Throws InvalidPasswordException with the first rule that is broken. */
export function checkPasswordPolicy(policy: PasswordPolicy, password: string): void {
  const rules: [boolean, string][] = [
    [password.length < policy.minimumLength, 'Password not long enough'],
    [password.length > 256, 'Password too long'],
    [policy.lowercase && !/[a-z]/.test(password), 'Password must have lowercase characters'],
    [policy.uppercase && !/[A-Z]/.test(password), 'Password must have uppercase characters'],
    [policy.numbers && !/[0-9]/.test(password), 'Password must have numeric characters'],
    [
      policy.symbols && !/[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/.test(password),
      'Password must have symbol characters',
    ],
  ];
  const broken = rules.find(([holds]) => holds);
  if (broken !== undefined) {
    throw new ServiceError('InvalidPasswordException', `Password did not conform with policy: ${broken[1]}`);
  }
}
