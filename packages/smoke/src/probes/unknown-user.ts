import { errorText } from '../aws/clients.js';
import { compare, type Probe } from '../probe.js';
import { logEntries, readLog } from '../support/function-logs.js';
import { type AuthReply, start, unknownName } from '../support/sign-in.js';

/** The members of a reply to every start, whether the user exists or not. */
const MEMBERS = ['USERNAME', 'attemptsLeft', 'channel', 'channels', 'length', 'now', 'otp'] as const;

const needsOtpFirst = ({ parameters }: { readonly parameters: Readonly<Record<string, string>> }) =>
  parameters['FactorOrder'] === 'password-then-otp' ? 'sign-ins of this stack begin with a password' : undefined;

/** Whether Cognito calls the triggers for a name without an account. */
export const unknownUser: Probe = {
  name: 'unknown-user',
  title: 'A name without an account gets the same challenge',
  expected: `CUSTOM_CHALLENGE with ${MEMBERS.join(', ')}; Create logs that the user is not known, so the event had userNotFound.`,
  local: 'The same.',
  remedy:
    'UserNotFoundException: the app client has no PreventUserExistenceErrors. No log line: Cognito does not set userNotFound, and callers may be able to enumerate users; report it.',
  scope: 'stack',
  effects: 'starts one sign-in without a message',
  inapplicable: needsOtpFirst,
  async run(context) {
    const since = Date.now();
    let reply: AuthReply;
    try {
      reply = await start(context, unknownName());
    } catch (error) {
      return compare(false, errorText(error));
    }
    const missing = MEMBERS.filter((name) => reply.ChallengeParameters?.[name] === undefined);
    const parts = missing.length === 0 ? 'all members' : `without ${missing.join(', ')}`;
    const challenge = `${reply.ChallengeName} ${parts}`;
    const isSame = reply.ChallengeName === 'CUSTOM_CHALLENGE' && missing.length === 0;
    if (!isSame || reply.ChallengeParameters?.['reason'] === 'not_sent') {
      const note = isSame ? '; the log has no line about it, because nothing is sent before the page asks' : '';
      return compare(isSame, challenge + note);
    }
    const entry = await context.waitFor(async () => {
      const entries = logEntries(await readLog(context, 'CreateAuthChallengeLog', since), 'sent');
      return entries.find(({ known }) => known === false);
    }, 60);
    return compare(
      entry !== undefined,
      `${challenge}; ${entry ? 'logged as unknown' : 'no log line says that the user is unknown'}`,
    );
  },
};

/** The username that Cognito returns for a user that does not exist. */
export const unknownUsername: Probe = {
  name: 'unknown-username',
  title: 'A name without an account is shown as an id',
  expected: 'USERNAME is a UUID, as for users who exist, and not what was typed.',
  local: 'A UUID, the same for each start with this name.',
  remedy: 'If it is what was typed, callers can find out who has an account (docs/security.md): report it.',
  scope: 'stack',
  effects: 'starts one sign-in without a message',
  inapplicable: needsOtpFirst,
  async run(context) {
    const typed = unknownName();
    const { ChallengeParameters } = await start(context, typed);
    const username = ChallengeParameters?.['USERNAME'] ?? '';
    const isId = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(username);
    const seen = username === typed ? 'the name that was typed' : `another text, of ${username.length} characters`;
    return compare(isId, isId ? 'a UUID' : seen);
  },
};
