/**
 * The triggers of the sample that AWS published for sign-ins with a code, reduced to the parts that
 * matter for attacks, and with SMS in addition to email. A new implementation of the rules of
 * https://github.com/aws-samples/amazon-cognito-passwordless-email-auth: six digits in the private
 * parameters of the session, three answers in each session, a message for each start, and no
 * budgets.
 */
import { createHash } from 'node:crypto';
import type { Sender } from '../../src/ports/sender.js';
import type { Triggers } from '../support/user-pool.js';

interface SampleEvent {
  request: {
    userAttributes: Record<string, string>;
    session: { challengeResult: boolean; challengeMetadata: string }[];
    privateChallengeParameters: { secretLoginCode?: string };
    challengeAnswer: string;
  };
  response: Record<string, unknown>;
}

/** Creates the sample's triggers. Its codes are a sequence that looks random, so that each run is the same. */
export function publishedSample(sender: Sender, onWrongAnswer: () => void): Triggers {
  let codes = 0;
  const newCode = () => {
    const word = createHash('sha256').update(`code ${codes++}`).digest().readUInt32BE();
    return String(word % 1_000_000).padStart(6, '0');
  };
  const pass = async (event: SampleEvent) => event;
  const triggers = {
    preSignUp: async (event: SampleEvent) => {
      const { email, phone_number: phone } = event.request.userAttributes;
      event.response = {
        autoConfirmUser: true,
        autoVerifyEmail: email !== undefined,
        autoVerifyPhone: phone !== undefined,
      };
      return event;
    },
    defineAuthChallenge: async (event: SampleEvent) => {
      const { session } = event.request;
      const isRight = session.at(-1)?.challengeResult === true;
      const failAuthentication = session.length >= 3 && !isRight;
      const issueTokens = !failAuthentication && isRight;
      event.response = { issueTokens, failAuthentication };
      if (!failAuthentication && !issueTokens) event.response.challengeName = 'CUSTOM_CHALLENGE';
      return event;
    },
    createAuthChallenge: async (event: SampleEvent) => {
      const { session, userAttributes } = event.request;
      let code = session.at(-1)?.challengeMetadata.slice('CODE-'.length);
      if (code === undefined) {
        code = newCode();
        const { phone_number: phone, email } = userAttributes;
        const to = phone ?? email;
        if (to !== undefined) {
          const text = `Your secret login code: ${code}`;
          await sender.send({ channel: phone === undefined ? 'email' : 'sms', to, text }, AbortSignal.timeout(5000));
        }
      }
      event.response = {
        publicChallengeParameters: {},
        privateChallengeParameters: { secretLoginCode: code },
        challengeMetadata: `CODE-${code}`,
      };
      return event;
    },
    verifyAuthChallengeResponse: async (event: SampleEvent) => {
      const { privateChallengeParameters, challengeAnswer } = event.request;
      const answerCorrect = challengeAnswer === privateChallengeParameters.secretLoginCode;
      if (!answerCorrect) onWrongAnswer();
      event.response = { answerCorrect };
      return event;
    },
    customMessage: pass,
    postAuthentication: pass,
  };
  return triggers as unknown as Triggers;
}
