/** A simulated Cognito user pool, which invokes the triggers as Cognito does. */
import { randomUUID } from 'node:crypto';
import type { PublicParameters } from '@cognito-otp/client/wire';
import type { createTriggers } from '../../src/create-triggers.js';
import type { UserDirectory } from '../../src/ports/user-directory.js';

/** What `createTriggers` returns. */
export type Triggers = ReturnType<typeof createTriggers>;
export type TriggerName = keyof Triggers;
export type Metadata = Record<string, string>;
type Json = Record<string, unknown>;
type Handler = (event: never) => unknown;

/** A user of the pool. The attributes include `sub`, which equals the username. */
export interface User {
  username: string;
  attributes: Record<string, string>;
}

/** A round that awaits an answer: what Cognito keeps in its opaque `Session` string, and what the client received. */
export interface PendingRound {
  parameters: PublicParameters;
  challengeName: string;
  session: { challengeName: string; challengeResult: boolean; challengeMetadata: string | null }[];
  privateParameters: Json;
}

/** How a request of a sign-in ends: with tokens, with a refusal, or with the next round. */
export type Step = { tokens: true } | { refused: true } | { round: PendingRound };

/**
 * Simulates Cognito: invokes the triggers in its order, with events of its shapes, and acts on their responses. A test
 * holds each {@link PendingRound} itself instead of an opaque `Session` string, so it can answer one twice or concurrently.
 */
export class TestUserPool implements UserDirectory {
  readonly users: User[] = [];
  /** Whether Create receives ClientMetadata. Sources disagree on it, so the triggers must work either way. */
  passesMetadataToCreate = true;
  id = 'eu-west-1_testPool1';
  clientId = 'client1';
  /** The administrative calls that the triggers made, in order. */
  readonly adminCalls: string[] = [];

  /** The addresses that PreSignUp looked up, in order. */
  readonly lookups: string[] = [];

  /** The triggers under test; tests replace them. */
  triggers: Triggers;

  constructor(triggers: Triggers) {
    this.triggers = triggers;
  }

  /** Invokes one trigger as Lambda does: with a copy of the event, for a copy of the result. Tests with faults replace it. */
  invoke = async (trigger: TriggerName, event: Json): Promise<Json> => {
    const handler = this.triggers[trigger] as Handler;
    return copy(await handler(copy(event) as never)) as Json;
  };

  addUser(attributes: Record<string, string>): User {
    const user = { username: randomUUID(), attributes: { ...attributes } };
    user.attributes.sub = user.username;
    this.users.push(user);
    return user;
  }

  /**
   * SignUp. PreSignUp runs before the name is found to be taken; AWS does not document the order.
   *
   * @throws {Error} as Cognito does, with the name of its exception or the error of PreSignUp.
   */
  async signUp(attributes: Record<string, string>, clientMetadata?: Metadata): Promise<User> {
    const name = attributes.phone_number ?? attributes.email ?? '';
    const user: User = { username: randomUUID(), attributes: { ...attributes } };
    const { response } = await this.invoke('preSignUp', {
      ...this.#common('PreSignUp_SignUp', user.username),
      request: { userAttributes: attributes, validationData: null, ...(clientMetadata ? { clientMetadata } : {}) },
      response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
    });
    const answer = response as Json;
    if (this.find(name)) throw new Error('UsernameExistsException');
    if (answer.autoConfirmUser !== true) throw new Error('UserNotConfirmedException');
    user.attributes.sub = user.username;
    user.attributes['cognito:user_status'] = 'CONFIRMED';
    if (answer.autoVerifyPhone) user.attributes.phone_number_verified = 'true';
    if (answer.autoVerifyEmail) user.attributes.email_verified = 'true';
    this.users.push(user);
    return user;
  }

  /** InitiateAuth. It passes ClientMetadata on to Create only in some pools. */
  async start(name: string, options: { srp?: boolean; clientMetadata?: Metadata } = {}): Promise<Step> {
    const session = options.srp
      ? [{ challengeName: 'SRP_A', challengeResult: true, challengeMetadata: null as string | null }]
      : [];
    return this.#next(name, session, options.clientMetadata);
  }

  /** RespondToAuthChallenge. */
  async answer(name: string, round: PendingRound, answer: unknown, clientMetadata?: Metadata): Promise<Step> {
    if (round.challengeName !== 'CUSTOM_CHALLENGE') {
      const last = { challengeName: round.challengeName, challengeResult: answer === 'right', challengeMetadata: null };
      return this.#next(name, [...round.session, last], clientMetadata);
    }
    const user = this.find(name);
    const event = await this.invoke('verifyAuthChallengeResponse', {
      ...this.#common('VerifyAuthChallengeResponse_Authentication', user?.username ?? name),
      request: {
        userAttributes: user?.attributes ?? {},
        privateChallengeParameters: round.privateParameters,
        challengeAnswer: answer,
        ...(clientMetadata ? { clientMetadata } : {}),
        ...this.#unknown(user),
      },
      response: { answerCorrect: null },
    });
    const session = round.session.map((entry) => ({ ...entry }));
    session[session.length - 1]!.challengeResult = (event.response as Json).answerCorrect === true;
    return this.#next(name, session, clientMetadata);
  }

  /** Invokes Define, and then Create or PostAuthentication as Define decides. */
  async #next(name: string, session: PendingRound['session'], clientMetadata: Metadata | undefined): Promise<Step> {
    const user = this.find(name);
    const username = user?.username ?? name;
    const shared = {
      userAttributes: user?.attributes ?? {},
      session,
      ...this.#unknown(user),
    };
    const metadata = clientMetadata ? { clientMetadata } : {};
    const defined = await this.invoke('defineAuthChallenge', {
      ...this.#common('DefineAuthChallenge_Authentication', username),
      request: { ...shared, ...metadata },
      response: { challengeName: null, issueTokens: null, failAuthentication: null },
    });
    const { issueTokens, failAuthentication, challengeName } = defined.response as Json;
    if (failAuthentication === true) return { refused: true };
    if (issueTokens === true) {
      if (!user) throw new Error('tokens for an unknown user');
      await this.invoke('postAuthentication', {
        ...this.#common('PostAuthentication_Authentication', username),
        request: { userAttributes: user.attributes, newDeviceUsed: false, ...metadata },
        response: {},
      });
      return { tokens: true };
    }
    if (typeof challengeName !== 'string') throw new Error('InvalidLambdaResponseException');
    if (challengeName !== 'CUSTOM_CHALLENGE') {
      return { round: { challengeName, session, privateParameters: {}, parameters: {} as PublicParameters } };
    }
    const created = await this.invoke('createAuthChallenge', {
      ...this.#common('CreateAuthChallenge_Authentication', username),
      request: { ...shared, challengeName, ...(this.passesMetadataToCreate ? metadata : {}) },
      response: { publicChallengeParameters: null, privateChallengeParameters: null, challengeMetadata: null },
    });
    const response = created.response as {
      publicChallengeParameters: PublicParameters;
      privateChallengeParameters: Json;
      challengeMetadata: string;
    };
    const entry = { challengeName, challengeResult: false, challengeMetadata: response.challengeMetadata };
    return {
      round: {
        challengeName,
        session: [...session, entry],
        privateParameters: response.privateChallengeParameters,
        parameters: response.publicChallengeParameters,
      },
    };
  }

  find(name: string): User | undefined {
    return this.users.find(
      ({ username, attributes }) => username === name || attributes.phone_number === name || attributes.email === name,
    );
  }

  async isTaken(_pool: string, address: string): Promise<boolean> {
    this.lookups.push(address);
    return this.find(address) !== undefined;
  }
  async setAttributes(_pool: string, username: string, attributes: Readonly<Record<string, string>>) {
    Object.assign(this.find(username)!.attributes, attributes);
    this.adminCalls.push(`set ${Object.keys(attributes)}`);
  }
  async removeAttributes(_pool: string, username: string, names: readonly string[]) {
    for (const name of names) delete this.find(username)!.attributes[name];
    this.adminCalls.push(`remove ${names}`);
  }
  async replacePassword() {
    this.adminCalls.push('replace password');
  }

  #unknown(user: User | undefined) {
    return { userNotFound: user === undefined };
  }

  #common(triggerSource: string, userName: string): Json {
    const callerContext = { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: this.clientId };
    return { version: '1', triggerSource, region: 'eu-west-1', userPoolId: this.id, userName, callerContext };
  }
}

function copy(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
