// The rules for a user's attributes and passwords: the pool's schema, the app client's permissions, the password policy.

import { invalidParameter, notAuthorized, ServiceError } from '../errors.js';
import type { ClientDefinition, PasswordPolicy, PoolDefinition, SchemaAttribute } from '../pool-definition.js';

const STANDARD_ATTRIBUTES: ReadonlySet<string> = new Set([
  'address',
  'birthdate',
  'email',
  'email_verified',
  'family_name',
  'gender',
  'given_name',
  'locale',
  'middle_name',
  'name',
  'nickname',
  'phone_number',
  'phone_number_verified',
  'picture',
  'preferred_username',
  'profile',
  'sub',
  'updated_at',
  'website',
  'zoneinfo',
]);

/** Attributes that only Cognito and administrators write. */
const PROTECTED_ATTRIBUTES: ReadonlySet<string> = new Set(['sub', 'email_verified', 'phone_number_verified']);

/** The longest value of an attribute, in characters. */
const MAX_VALUE_LENGTH = 2048;

/** The longest password that Cognito accepts, in characters. */
const MAX_PASSWORD_LENGTH = 256;

/** Whether a text is a phone number in E.164 format. */
export const isPhoneNumber = (text: string): boolean => /^\+[1-9]\d{1,14}$/.test(text);

/**
 * Whether Cognito accepts a text as an email address. Cognito accepts far fewer than RFC 5322 allows. In invisible
 * characters (`\p{C}`) it is assumed to be as strict as in usernames.
 */
export const isEmail = (text: string): boolean =>
  text.length <= MAX_VALUE_LENGTH && /^[^\s@"(),:;<>[\]\\\p{C}]+@[^\s@.,:;\p{C}]+(\.[^\s@.,:;\p{C}]+)+$/u.test(text);

/** Whether an attribute is one of OpenID Connect's standard ones, which every pool has. */
export const isStandardAttribute = (name: string): boolean => STANDARD_ATTRIBUTES.has(name);

/**
 * The name of a schema's attribute in API calls, trigger events and tokens: attributes that are not standard have the
 * prefix `custom:`, and `dev:custom:` when only developers write them.
 */
export function attributeName({ name, developerOnly }: SchemaAttribute): string {
  if (isStandardAttribute(name)) return name;
  return developerOnly ? `dev:custom:${name}` : `custom:${name}`;
}

const schemaViolation = (message: string): ServiceError =>
  invalidParameter(`Attributes did not conform to the schema: ${message}\n`);

/**
 * Checks attributes against the pool's schema.
 *
 * @throws ServiceError `InvalidParameterException` for an unknown attribute or a malformed value
 */
export function checkAttributes(pool: PoolDefinition, attributes: Readonly<Record<string, string>>): void {
  const declared = new Set(pool.schema.map(attributeName));
  for (const [name, value] of Object.entries(attributes)) {
    if (!isStandardAttribute(name) && !declared.has(name)) {
      throw schemaViolation(`${name}: Attribute does not exist in the schema.`);
    }
    if (name === 'phone_number' && value !== '' && !isPhoneNumber(value)) {
      throw invalidParameter('Invalid phone number format.');
    }
    if (name === 'email' && value !== '' && !isEmail(value)) throw invalidParameter('Invalid email address format.');
    if (value.length > MAX_VALUE_LENGTH) {
      throw schemaViolation(`${name}: String must be no longer than ${MAX_VALUE_LENGTH} characters`);
    }
  }
}

/**
 * Checks at sign-up that every required attribute is present.
 *
 * @throws ServiceError `InvalidParameterException` that lists the missing ones
 */
export function checkRequired(pool: PoolDefinition, attributes: Readonly<Record<string, string>>): void {
  const missing = pool.schema.filter(({ name, required }) => required && (attributes[name] ?? '') === '');
  if (missing.length === 0) return;
  const sentences = missing.map(({ name }) => `${name}: The attribute ${name} is required\n`).join('');
  throw invalidParameter(`Attributes did not conform to the schema: ${sentences}`);
}

/**
 * Checks that none of the attributes is immutable.
 *
 * @throws ServiceError `InvalidParameterException`
 */
export function checkMutable(pool: PoolDefinition, names: readonly string[]): void {
  for (const name of names) {
    if (pool.schema.some((attribute) => !attribute.mutable && attributeName(attribute) === name)) {
      throw invalidParameter(`user.${name}: Attribute cannot be updated.\n`);
    }
  }
}

/**
 * Checks what an app client writes: only its `WriteAttributes`, and never `sub`, a `…_verified` flag or a
 * developer-only attribute.
 *
 * @throws ServiceError `NotAuthorizedException`
 */
export function checkWritable(client: ClientDefinition, names: readonly string[]): void {
  for (const name of names) {
    const isProtected = PROTECTED_ATTRIBUTES.has(name) || name.startsWith('dev:');
    if (isProtected || (client.writeAttributes !== undefined && !client.writeAttributes.has(name))) {
      throw notAuthorized('A client attempted to write unauthorized attribute');
    }
  }
}

/**
 * Checks a password against the pool's policy.
 *
 * @throws ServiceError `InvalidPasswordException` with the first rule that the password violates
 */
export function checkPasswordPolicy(policy: PasswordPolicy, password: string): void {
  const rules: readonly { readonly violated: boolean; readonly message: string }[] = [
    { violated: password.length < policy.minimumLength, message: 'Password not long enough' },
    { violated: password.length > MAX_PASSWORD_LENGTH, message: 'Password too long' },
    { violated: policy.lowercase && !/[a-z]/.test(password), message: 'Password must have lowercase characters' },
    { violated: policy.uppercase && !/[A-Z]/.test(password), message: 'Password must have uppercase characters' },
    { violated: policy.numbers && !/[0-9]/.test(password), message: 'Password must have numeric characters' },
    {
      violated: policy.symbols && !/[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/.test(password),
      message: 'Password must have symbol characters',
    },
  ];
  const broken = rules.find(({ violated }) => violated);
  if (broken !== undefined) {
    throw new ServiceError('InvalidPasswordException', `Password did not conform with policy: ${broken.message}`);
  }
}
