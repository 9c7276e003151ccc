import '@cognito-otp/element/define';
import type { CognitoOtpLogin, SuccessEvent } from '@cognito-otp/element';
import type {} from '@cognito-otp/element/react-19';
import { useRef, useState } from 'react';

/** The user pool and app client to sign in to. */
export interface Pool {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly endpoint?: string;
}

/** The sign-in form in a React 19 component, with a greeting for the signed-in user. */
export function SignIn({ pool }: { readonly pool: Pool }) {
  const login = useRef<CognitoOtpLogin>(null);
  const [user, setUser] = useState('');
  const greet = async (_: SuccessEvent) => {
    const session = await login.current?.getSession();
    setUser(session?.user.phone ?? '');
  };
  return (
    <>
      <cognito-otp-login
        ref={login}
        user-pool-id={pool.userPoolId}
        client-id={pool.clientId}
        endpoint={pool.endpoint}
        default-country="GB"
        no-auto-submit={false}
        messages={{ title: 'Welcome to React 19' }}
        oncognito-otp-success={greet}
        oncognito-otp-signed-out={() => setUser('')}
      />
      {user && <p role="note">Hello {user}</p>}
    </>
  );
}
