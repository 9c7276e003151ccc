import type { DefineAuthChallengeTriggerEvent } from 'aws-lambda';
import { isClosed } from '../domain/closed-account.js';
import { readRound } from '../wire/round.js';
import { isSendRequest } from '../wire/send-request.js';

export interface DefineConfig {
  /** `otp`: the code alone. `password-then-otp`: Cognito's own SRP first, the code as second factor. */
  factorOrder: 'otp' | 'password-then-otp';
  /** Wrong answers that end a session. */
  attempts: number;
}

type SessionEntry = { challengeName?: unknown; challengeResult?: unknown; challengeMetadata?: unknown };
type NextStep = 'tokens' | 'fail' | 'PASSWORD_VERIFIER' | 'CUSTOM_CHALLENGE';

/** Rounds after which a session ends whatever they were: no source says how many Cognito carries. */
const MAX_ROUNDS = 9;

/**
 * What comes next, from the event alone. Tokens are due in one case: every factor asked for was given, and the last
 * round was one of ours and was answered right. Whatever isn't understood fails.
 *
 * @param nobody whether the name is one that nobody has signed up, or of an account that is closed.
 */
export function nextStep(
  session: readonly SessionEntry[],
  sendAsked: boolean,
  nobody: boolean,
  config: DefineConfig,
): NextStep {
  const custom = session.findIndex((entry) => entry?.challengeName === 'CUSTOM_CHALLENGE');
  const before = custom < 0 ? session : session.slice(0, custom);
  const rounds = custom < 0 ? [] : session.slice(custom);

  const opening = openingStep(before, config.factorOrder);
  if (opening !== 'CUSTOM_CHALLENGE') return rounds.length > 0 ? 'fail' : opening;
  // No step for a code tells whoever has the password of a closed account that it was right.
  if (nobody && config.factorOrder === 'password-then-otp') return 'fail';
  if (rounds.length === 0) return 'CUSTOM_CHALLENGE';

  if (rounds.some((entry) => entry?.challengeName !== 'CUSTOM_CHALLENGE')) return 'fail';
  const last = rounds[rounds.length - 1]!;
  const earlier = rounds.slice(0, -1);
  const round = readRound(last.challengeMetadata);
  if (!round || round.sends > earlier.length) return 'fail';
  if (earlier.some((entry) => entry.challengeResult !== false)) return 'fail';
  // Verify never says yes to a request for a message; if it seems to have, something is broken.
  if (last.challengeResult === true) return nobody || sendAsked ? 'fail' : 'tokens';
  if (last.challengeResult !== false) return 'fail';

  const wrong = rounds.length - round.sends - (sendAsked ? 1 : 0);
  return wrong >= config.attempts || rounds.length >= MAX_ROUNDS ? 'fail' : 'CUSTOM_CHALLENGE';
}

/** What the rounds before the first code nextStep. Only the second-factor mode believes Cognito's password rounds. */
function openingStep(before: readonly SessionEntry[], factorOrder: DefineConfig['factorOrder']): NextStep {
  const passed = before.map((entry) => (entry?.challengeResult === true ? entry.challengeName : undefined));
  const is = (...names: string[]) => passed.length === names.length && names.every((name, i) => passed[i] === name);
  if (factorOrder === 'password-then-otp') {
    if (is('SRP_A')) return 'PASSWORD_VERIFIER';
    return is('SRP_A', 'PASSWORD_VERIFIER') ? 'CUSTOM_CHALLENGE' : 'fail';
  }
  // Some clients always open with SRP_A. It proves nothing, so it changes nothing.
  return is() || is('SRP_A') ? 'CUSTOM_CHALLENGE' : 'fail';
}

/** DefineAuthChallenge: a pure function of the event; it reads no data and sends nothing. */
export function defineAuthChallenge(config: DefineConfig) {
  return (event: DefineAuthChallengeTriggerEvent): DefineAuthChallengeTriggerEvent => {
    const request: Partial<DefineAuthChallengeTriggerEvent['request']> = event.request ?? {};
    const session: readonly SessionEntry[] | undefined = Array.isArray(request.session) ? request.session : undefined;
    const nobody = request.userNotFound === true || isClosed(request.userAttributes);
    const decision = session ? nextStep(session, isSendRequest(request.clientMetadata), nobody, config) : 'fail';
    const challenge = decision !== 'tokens' && decision !== 'fail';
    event.response = {
      ...(challenge ? { challengeName: decision } : {}),
      issueTokens: decision === 'tokens',
      failAuthentication: decision === 'fail',
    } as DefineAuthChallengeTriggerEvent['response'];
    return event;
  };
}
