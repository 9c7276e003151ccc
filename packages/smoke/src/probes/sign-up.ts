import { compare, type Probe } from '../probe.js';
import { readLog } from '../support/function-logs.js';
import { fictitiousNumber, signUp } from '../support/sign-in.js';

/** Whether a sign-up is complete at once and sends nothing. */
export const signUpByPhone: Probe = {
  name: 'sign-up',
  title: 'A sign-up by phone is confirmed and sends no message',
  expected: 'UserConfirmed is true, there are no CodeDeliveryDetails, and Cognito does not call CustomMessage.',
  local: 'The same.',
  remedy:
    'If the user is not confirmed, check that PreSignUp is attached and its log. If CustomMessage was called, Cognito sends a message of its own for each sign-up: report it, and count its price.',
  scope: 'stack',
  effects: 'creates and deletes one user with a number reserved for fiction; takes one sign-up off the budget',
  inapplicable: ({ parameters }) =>
    parameters['SelfSignUp'] === 'off' ? 'SelfSignUp=off: only administrators create accounts' : undefined,
  async run(context) {
    const since = Date.now();
    const { reply } = await signUp(context, fictitiousNumber());
    // Log lines take a few seconds to arrive. None is expected, so the probe waits for the whole time.
    const lines = await context.waitFor(async () => {
      const found = await readLog(context, 'CustomMessageLog', since);
      return found.length > 0 ? found : undefined;
    }, 15);
    const delivery = reply.CodeDeliveryDetails === undefined ? 'no CodeDeliveryDetails' : 'CodeDeliveryDetails';
    const called = lines === undefined ? 'CustomMessage was not called' : 'CustomMessage was called meanwhile';
    return compare(
      reply.UserConfirmed === true && reply.CodeDeliveryDetails === undefined && lines === undefined,
      `UserConfirmed ${reply.UserConfirmed}, ${delivery}, ${called}`,
    );
  },
};
