import { errorName, errorText } from '../aws/clients.js';
import { compare, type Probe } from '../probe.js';
import { answer, start, unknownName } from '../support/sign-in.js';

const needsOtpFirst = ({ parameters }: { readonly parameters: Readonly<Record<string, string>> }) =>
  parameters['FactorOrder'] === 'password-then-otp' ? 'sign-ins of this stack begin with a password' : undefined;

/** Whether a Session can be answered twice. */
export const sessionReuse: Probe = {
  name: 'session-reuse',
  title: 'A Session is valid for one answer',
  expected: 'The second answer with the same Session is refused with NotAuthorizedException.',
  local: 'Refuses it, also when both answers arrive at the same time. The fault reuse-session shows the other case.',
  remedy: 'The triggers count every answer against the account, so the number of guesses stays limited. Report it.',
  scope: 'stack',
  effects: 'starts one sign-in without a message, and answers it wrongly',
  inapplicable: needsOtpFirst,
  async run(context) {
    const started = await start(context, unknownName());
    await answer(context, started, '000000');
    try {
      const second = await answer(context, started, '000001');
      return compare(false, `accepted: ${second.ChallengeName ?? 'tokens'}`);
    } catch (error) {
      return compare(errorName(error) === 'NotAuthorizedException', errorText(error));
    }
  },
};

/** Whether the metadata of an answer reaches the triggers. */
export const clientMetadata: Probe = {
  name: 'client-metadata',
  title: 'ClientMetadata of an answer reaches the triggers',
  expected: 'An answer with request=send is a send request: it has no reason wrong_code and costs no attempt.',
  local: 'Passes the metadata to Define, Create and Verify. The fault withhold-metadata shows a Create without it.',
  remedy: 'Without it, "send again" counts as a wrong code. Report it; until then set SendOn=start and hide the link.',
  scope: 'stack',
  effects: 'starts one sign-in without a message, and asks for another message',
  inapplicable: needsOtpFirst,
  async run(context) {
    const started = await start(context, unknownName());
    const before = started.ChallengeParameters?.['attemptsLeft'];
    const reply = await answer(context, started, 'send', { request: 'send' });
    const { reason = 'none', attemptsLeft } = reply.ChallengeParameters ?? {};
    return compare(
      reason !== 'wrong_code' && attemptsLeft === before,
      `reason ${reason}, attempts left ${before} → ${attemptsLeft}`,
    );
  },
};
