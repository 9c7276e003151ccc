import {
  type Clock,
  cognitoUserDirectory,
  createTriggers,
  dynamodbStore,
  metricLog,
  secretsManagerKeyring,
  sesSender,
  systemClock,
} from '@cognito-otp/triggers';
import { twilioSender } from './twilio-sender.js';

type Environment = Readonly<Record<string, string>>;

/** Creates all triggers of the user pool once, at cold start. Twilio sends SMS, SES sends email. */
export function handlersOf(environment: Environment, clock: Clock = systemClock) {
  const setting = (name: string): string => environment[name] ?? fail(`${name} is not set`);
  return createTriggers({
    policy: {
      brand: 'Example',
      channels: ['sms', 'email'],
      countries: ['GB', 'US'],
      domain: 'login.example.com',
      codeLength: 6,
      poolSendsAnHour: 1000,
      poolSendsADay: 5000,
    },
    sender: {
      sms: twilioSender({
        accountSid: setting('TWILIO_ACCOUNT_SID'),
        authToken: setting('TWILIO_AUTH_TOKEN'),
        from: setting('TWILIO_FROM'),
        ...(environment.TWILIO_ENDPOINT ? { endpoint: environment.TWILIO_ENDPOINT } : {}),
      }),
      email: sesSender({ from: 'codes@example.com' }),
    },
    store: dynamodbStore(setting('TABLE_NAME'), clock),
    keys: secretsManagerKeyring(setting('SECRET_ID'), clock),
    users: cognitoUserDirectory(),
    onEvent: metricLog('example', clock),
    clock,
  });
}

function fail(message: string): never {
  throw new Error(message);
}
