/** A client and a stub server that replies in a fixed order. */
import { createOtpClient, type OtpClientOptions, type OtpState } from '../../src/index.js';
import { memoryStorage } from './memory-storage.js';
import { cognitoError, type StubReply, startStubServer } from './stub-server.js';

/** A client and a server that gives these replies in this order. */
export async function withReplies(replies: StubReply[], options: Partial<OtpClientOptions> = {}) {
  const remaining = [...replies];
  const server = await startStubServer((call) => {
    const reply = remaining.shift() ?? cognitoError('UnexpectedCall', call.operation);
    return reply as StubReply;
  });
  const storage = memoryStorage();
  const client = createOtpClient({
    userPoolId: 'local_Pool1',
    clientId: 'client1',
    endpoint: server.endpoint,
    storage,
    ...options,
  });
  return {
    server,
    storage,
    client,
    async [Symbol.asyncDispose]() {
      client.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** The code of the error in a state, if any. */
export const errorCode = (state: OtpState) => state.error?.code;

/** The reply to a SignUp that created an account. */
export const accountCreated = { UserConfirmed: true, UserSub: 'sub-1' };

/** The reply to a SignUp for an existing account. */
export const accountExists = cognitoError('UsernameExistsException', 'User already exists');
