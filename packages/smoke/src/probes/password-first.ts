import { randomBytes } from 'node:crypto';
import { errorText } from '../aws/clients.js';
import { compare, type Probe } from '../probe.js';
import { fictitiousNumber, signUp, start } from '../support/sign-in.js';

/** Whether SRP inside the custom flow needs no other auth flow. */
export const passwordFirst: Probe = {
  name: 'password-first',
  title: 'A password inside the custom flow needs ALLOW_CUSTOM_AUTH alone',
  expected: 'InitiateAuth CUSTOM_AUTH with CHALLENGE_NAME=SRP_A is answered with PASSWORD_VERIFIER.',
  local: 'The same.',
  remedy:
    'If the flow is not enabled, FactorOrder=password-then-otp needs ALLOW_USER_SRP_AUTH, which is a password-based auth flow: report it before you allow it.',
  scope: 'stack',
  effects: 'creates and deletes one user with a number reserved for fiction; sends no message',
  inapplicable: ({ parameters }) =>
    parameters['FactorOrder'] === 'password-then-otp' ? undefined : 'sign-ins begin with a code (FactorOrder=otp)',
  async run(context) {
    const number = fictitiousNumber();
    await signUp(context, number);
    try {
      const reply = await start(context, number, {
        CHALLENGE_NAME: 'SRP_A',
        SRP_A: randomBytes(128).toString('hex'),
      });
      return compare(reply.ChallengeName === 'PASSWORD_VERIFIER', String(reply.ChallengeName));
    } catch (error) {
      return compare(false, errorText(error));
    }
  },
};
