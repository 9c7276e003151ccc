import '@cognito-otp/element/define';
import type { CognitoOtpLogin, SuccessEvent } from '@cognito-otp/element';
import type {} from '@cognito-otp/element/solid';
import { createSignal, Show } from 'solid-js';

/** The user pool and app client to sign in to. */
export interface Pool {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly endpoint?: string;
}

/** The sign-in form in a Solid component, with a greeting for the signed-in user. */
export function SignIn(pool: Pool) {
  let login!: CognitoOtpLogin;
  const [user, setUser] = createSignal('');
  const greet = async (_: SuccessEvent) => {
    setUser((await login.getSession())?.user.phone ?? '');
  };
  return (
    <>
      <cognito-otp-login
        ref={login}
        user-pool-id={pool.userPoolId}
        client-id={pool.clientId}
        endpoint={pool.endpoint}
        default-country="GB"
        prop:messages={{ title: 'Welcome to Solid' }}
        on:cognito-otp-success={greet}
        on:cognito-otp-signed-out={() => setUser('')}
      />
      <Show when={user()}>
        <p role="note">Hello {user()}</p>
      </Show>
    </>
  );
}
