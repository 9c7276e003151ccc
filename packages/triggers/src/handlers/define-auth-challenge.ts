/** The trigger DefineAuthChallenge: decides what comes next in an authentication. */
import type { DefineAuthChallengeTriggerEvent } from 'aws-lambda';
import { isClosed } from '../domain/closed-account.js';
import { readRound } from '../wire/round.js';
import { isSendRequest } from '../wire/send-request.js';
import { isOwnEvent } from './app-clients.js';

/** Configuration of {@link defineAuthChallenge}. */
export interface DefineConfig {
  /** `otp`: the code alone. `password-then-otp`: Cognito's own SRP first, the code as second factor. */
  readonly factorOrder: 'otp' | 'password-then-otp';
  /** How many wrong answers end an authentication. */
  readonly attempts: number;
  /** Ids of the app clients whose users sign in with codes; if empty, all of the pool. */
  readonly appClients: ReadonlySet<string>;
}

/** One entry of the event's `request.session`, which is not trusted to have its documented shape. */
interface SessionEntry {
  readonly challengeName?: unknown;
  readonly challengeResult?: unknown;
  readonly challengeMetadata?: unknown;
}

/** Issue tokens, fail the authentication, or present the named Cognito challenge. */
type NextStep = 'tokens' | 'fail' | 'PASSWORD_VERIFIER' | 'CUSTOM_CHALLENGE';

/** After this many rounds an authentication ends in any case: no source says how many rounds Cognito carries. */
const MAX_ROUNDS = 9;

/**
 * Creates the trigger DefineAuthChallenge. It is a pure function of the event: it reads no data and sends nothing.
 *
 * It fails every authentication of other app clients than those of the configuration. Cognito calls this trigger in the flow
 * `CUSTOM_AUTH` only, which those could not use before either: without triggers, Cognito refuses it.
 *
 * @throws never; an event that is not understood fails the authentication.
 */
export function defineAuthChallenge(config: DefineConfig) {
  return (event: DefineAuthChallengeTriggerEvent): DefineAuthChallengeTriggerEvent => {
    const request: Partial<DefineAuthChallengeTriggerEvent['request']> = event.request ?? {};
    const session: readonly SessionEntry[] | undefined = Array.isArray(request.session) ? request.session : undefined;
    const unknownOrClosed = request.userNotFound === true || isClosed(request.userAttributes);
    const sendRequested = isSendRequest(request.clientMetadata);
    const isUnderstood = session !== undefined && isOwnEvent(config.appClients, event);
    const step = isUnderstood ? nextStep(session, sendRequested, unknownOrClosed, config) : 'fail';
    const challenge = step !== 'tokens' && step !== 'fail';
    event.response = {
      ...(challenge ? { challengeName: step } : {}),
      issueTokens: step === 'tokens',
      failAuthentication: step === 'fail',
    } as DefineAuthChallengeTriggerEvent['response'];
    return event;
  };
}

/**
 * Computes the next step. Tokens are issued in one case only: every required factor was given, and the last round was one
 * of these triggers and was answered right. Anything that is not understood fails.
 *
 * @param sendRequested whether the last answer was a send request.
 * @param unknownOrClosed whether the event is about an unknown user or a closed account.
 */
function nextStep(
  session: readonly SessionEntry[],
  sendRequested: boolean,
  unknownOrClosed: boolean,
  config: DefineConfig,
): NextStep {
  const firstRound = session.findIndex((entry) => entry?.challengeName === 'CUSTOM_CHALLENGE');
  const opening = firstRound < 0 ? session : session.slice(0, firstRound);
  const rounds = firstRound < 0 ? [] : session.slice(firstRound);

  const afterOpening = openingStep(opening, config.factorOrder);
  if (afterOpening !== 'CUSTOM_CHALLENGE') return rounds.length > 0 ? 'fail' : afterOpening;
  // Without a code step, an attacker who has the password of a closed account does not learn that it was right.
  if (unknownOrClosed && config.factorOrder === 'password-then-otp') return 'fail';
  if (rounds.length === 0) return 'CUSTOM_CHALLENGE';

  if (rounds.some((entry) => entry?.challengeName !== 'CUSTOM_CHALLENGE')) return 'fail';
  const last = rounds[rounds.length - 1]!;
  const earlier = rounds.slice(0, -1);
  const round = readRound(last.challengeMetadata);
  if (!round || round.sends > earlier.length) return 'fail';
  if (earlier.some((entry) => entry.challengeResult !== false)) return 'fail';
  // Verify never accepts a send request, so a right answer that is one means that something is broken.
  if (last.challengeResult === true) return unknownOrClosed || sendRequested ? 'fail' : 'tokens';
  if (last.challengeResult !== false) return 'fail';

  const wrong = rounds.length - round.sends - (sendRequested ? 1 : 0);
  return wrong >= config.attempts || rounds.length >= MAX_ROUNDS ? 'fail' : 'CUSTOM_CHALLENGE';
}

/** The step that follows the entries before the first round. Cognito's password steps count only as first factor. */
function openingStep(opening: readonly SessionEntry[], factorOrder: DefineConfig['factorOrder']): NextStep {
  const passed = opening.map((entry) => (entry?.challengeResult === true ? entry.challengeName : undefined));
  const is = (...names: string[]) => passed.length === names.length && names.every((name, i) => passed[i] === name);
  if (factorOrder === 'password-then-otp') {
    if (is('SRP_A')) return 'PASSWORD_VERIFIER';
    return is('SRP_A', 'PASSWORD_VERIFIER') ? 'CUSTOM_CHALLENGE' : 'fail';
  }
  // Some clients always begin with SRP_A. It proves nothing, so it changes nothing.
  return is() || is('SRP_A') ? 'CUSTOM_CHALLENGE' : 'fail';
}
