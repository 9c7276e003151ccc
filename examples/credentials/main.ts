/** Shows the temporary AWS credentials that an identity pool issues to the signed-in user. */
import { createOtpClient } from '@cognito-otp/client';
import { awsCredentials } from '@cognito-otp/client/aws-credentials';

const at = <T extends HTMLElement>(selector: string) => document.querySelector<T>(selector)!;
const login = at('cognito-otp-login');
const endpoint = login.getAttribute('endpoint')!;

// Uses the same pool and app client as the form and therefore the same stored session.
const client = createOtpClient({
  userPoolId: login.getAttribute('user-pool-id')!,
  clientId: login.getAttribute('client-id')!,
  endpoint,
});
/** A credentials provider, as AWS SDK clients accept it in `credentials`. */
const credentials = awsCredentials(client, { identityPoolId: login.dataset['identityPoolId']!, endpoint });

async function show() {
  const signedIn = client.getState().step === 'signed-in';
  at('#none').hidden = signedIn;
  at('#some').hidden = true;
  at('#problem').textContent = '';
  if (!signedIn) return;
  try {
    const { accessKeyId, identityId, expiration } = await credentials();
    // The secret key and the session token are not shown: only the SDK needs them.
    at('#key').textContent = accessKeyId;
    at('#identity').textContent = identityId;
    at('#until').textContent = expiration.toLocaleTimeString();
    at('#some').hidden = false;
  } catch {
    at('#problem').textContent = 'AWS gave no credentials. Reload the page to try again.';
  }
}

client.subscribe(show);
show();
