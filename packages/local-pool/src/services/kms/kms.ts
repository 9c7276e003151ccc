// AWS KMS for development: each key's material is derived from its ARN, so that it is the same in every run. It gives no
// protection. https://docs.aws.amazon.com/kms/latest/APIReference/Welcome.html

import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { authorize } from '../../iam/authorize.js';
import type { Caller } from '../../iam/caller.js';
import { regionalArn } from '../../model/arn.js';
import { ServiceError, UnsupportedCall } from '../../model/errors.js';
import { stableUuid } from '../../model/identifiers.js';

type Input = Readonly<Record<string, unknown>>;

/** The keys of one stack. */
export interface Kms {
  /**
   * Answers one call of the API.
   *
   * @throws ServiceError `AccessDeniedException`, or the operation's own errors
   */
  call(action: string, input: Input, caller: Caller): object;
}

/** The bytes of a data key by its `KeySpec`. */
const KEY_SPECS: Readonly<Record<string, number>> = { AES_256: 32, AES_128: 16 };

/** Bytes before the ciphertext: nonce and authentication tag. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const bytesOf = (value: unknown): Buffer => Buffer.from(typeof value === 'string' ? value : '', 'base64');

/** The encryption context in one fixed order, as it is authenticated. */
function contextOf(input: Input): { readonly pairs: readonly [string, string][]; readonly text: string } {
  const given = input['EncryptionContext'];
  const pairs = Object.entries(typeof given === 'object' && given !== null ? given : {})
    .map(([name, value]): [string, string] => [name, String(value)])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return { pairs, text: JSON.stringify(pairs) };
}

/**
 * Creates the keys.
 *
 * @param aliases the key's ARN by the alias, which begins with `alias/`
 */
export function createKms(aliases: Readonly<Record<string, string>>, region: string): Kms {
  /**
   * A key is identified by its id, its ARN, an alias or the alias's ARN. Keys that no template defines are accepted,
   * too.
   */
  const arnOf = (keyId: unknown): string => {
    const name = typeof keyId === 'string' ? keyId : '';
    if (name === '') throw new ServiceError('ValidationException', 'KeyId is required.');
    const own = name.replace(/^arn:[^:]+:kms:[^:]*:\d*:/, '');
    if (own.startsWith('alias/')) return aliases[own] ?? regionalArn('kms', region, `key/${stableUuid(own)}`);
    return name.startsWith('arn:') ? name : regionalArn('kms', region, `key/${own}`);
  };

  const material = (arn: string, purpose: string): Buffer => createHash('sha256').update(`${purpose}\0${arn}`).digest();

  const encrypt = (arn: string, plaintext: Buffer, context: string): string => {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', material(arn, 'encrypt'), nonce).setAAD(Buffer.from(context));
    const encrypted = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    const name = Buffer.from(arn);
    return Buffer.concat([Buffer.from([name.length]), name, nonce, cipher.getAuthTag(), encrypted]).toString('base64');
  };

  /** The key that a ciphertext names, and the rest of it. */
  const openBlob = (blob: Buffer): { readonly arn: string; readonly rest: Buffer } => {
    const end = 1 + (blob[0] ?? 0);
    const arn = blob.subarray(1, end).toString('utf8');
    const rest = blob.subarray(end);
    if (!arn.startsWith('arn:') || rest.length < NONCE_BYTES + TAG_BYTES) throw invalidCiphertext();
    return { arn, rest };
  };

  const decrypt = (arn: string, rest: Buffer, context: string): Buffer => {
    const decipher = createDecipheriv('aes-256-gcm', material(arn, 'encrypt'), rest.subarray(0, NONCE_BYTES))
      .setAAD(Buffer.from(context))
      .setAuthTag(rest.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(rest.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    } catch {
      throw invalidCiphertext();
    }
  };

  const mac = (arn: string, input: Input): Buffer =>
    createHmac(hashOf(input), material(arn, 'mac')).update(bytesOf(input['Message'])).digest();

  return {
    call(action, input, caller) {
      const { pairs, text } = contextOf(input);
      const check = (arn: string, ofAction = action): string => {
        const context = Object.fromEntries(pairs.map(([name, value]) => [`kms:EncryptionContext:${name}`, [value]]));
        authorize(caller, { action: `kms:${ofAction}`, resources: [arn], context });
        return arn;
      };
      switch (action) {
        case 'Encrypt': {
          const arn = check(arnOf(input['KeyId']));
          const CiphertextBlob = encrypt(arn, bytesOf(input['Plaintext']), text);
          return { CiphertextBlob, KeyId: arn, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
        }
        case 'Decrypt': {
          const { arn, rest } = openBlob(bytesOf(input['CiphertextBlob']));
          check(arn);
          if (input['KeyId'] !== undefined && arnOf(input['KeyId']) !== arn) {
            throw new ServiceError(
              'IncorrectKeyException',
              'The key ID in the request does not identify a CMK that can perform this operation.',
            );
          }
          const Plaintext = decrypt(arn, rest, text).toString('base64');
          return { Plaintext, KeyId: arn, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
        }
        case 'GenerateDataKey':
        case 'GenerateDataKeyWithoutPlaintext': {
          const arn = check(arnOf(input['KeyId']));
          const key = randomBytes(dataKeyBytes(input));
          const response = { CiphertextBlob: encrypt(arn, key, text), KeyId: arn };
          return action === 'GenerateDataKey' ? { ...response, Plaintext: key.toString('base64') } : response;
        }
        case 'GenerateMac': {
          const arn = check(arnOf(input['KeyId']));
          return { Mac: mac(arn, input).toString('base64'), KeyId: arn, MacAlgorithm: input['MacAlgorithm'] };
        }
        case 'VerifyMac': {
          const arn = check(arnOf(input['KeyId']));
          const [given, expected] = [bytesOf(input['Mac']), mac(arn, input)];
          if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
            throw new ServiceError('KMSInvalidMacException', 'The MAC is not valid.');
          }
          return { MacValid: true, KeyId: arn, MacAlgorithm: input['MacAlgorithm'] };
        }
        default:
          throw new UnsupportedCall('KMS', action);
      }
    },
  };
}

const invalidCiphertext = (): ServiceError =>
  new ServiceError('InvalidCiphertextException', 'The data was not encrypted with this key and encryption context.');

function dataKeyBytes(input: Input): number {
  const { KeySpec, NumberOfBytes } = input;
  const bytes = typeof NumberOfBytes === 'number' ? NumberOfBytes : KEY_SPECS[String(KeySpec)];
  if (bytes === undefined || bytes < 1 || bytes > 1024 || !Number.isInteger(bytes)) {
    throw new ServiceError(
      'ValidationException',
      'KeySpec (AES_256, AES_128) or NumberOfBytes (1 to 1024) is required.',
    );
  }
  return bytes;
}

/** The hash of a MacAlgorithm such as `HMAC_SHA_256`. */
function hashOf(input: Input): string {
  const algorithm = /^HMAC_SHA_(224|256|384|512)$/.exec(String(input['MacAlgorithm']))?.[1];
  if (algorithm === undefined) {
    throw new ServiceError('ValidationException', 'MacAlgorithm has to be HMAC_SHA_224, _256, _384 or _512.');
  }
  return `sha${algorithm}`;
}
