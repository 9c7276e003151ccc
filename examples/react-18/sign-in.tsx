import '@cognito-otp/element/define';
import type { CognitoOtpLogin, SuccessEvent } from '@cognito-otp/element';
import type {} from '@cognito-otp/element/react-18';
import { useEffect, useRef, useState } from 'react';

/** The user pool and app client to sign in to. */
export interface Pool {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly endpoint?: string;
}

/** The sign-in form in a React 18 component, with a greeting for the signed-in user. */
export function SignIn({ pool }: { readonly pool: Pool }) {
  const login = useRef<CognitoOtpLogin>(null);
  const [user, setUser] = useState('');
  useEffect(() => {
    const element = login.current;
    if (!element) return;
    element.messages = { title: 'Welcome to React 18' };
    const greet = async (_: SuccessEvent) => setUser((await element.getSession())?.user.phone ?? '');
    const leave = () => setUser('');
    element.addEventListener('cognito-otp-success', greet);
    element.addEventListener('cognito-otp-signed-out', leave);
    return () => {
      element.removeEventListener('cognito-otp-success', greet);
      element.removeEventListener('cognito-otp-signed-out', leave);
    };
  }, []);
  return (
    <>
      <cognito-otp-login
        ref={login}
        user-pool-id={pool.userPoolId}
        client-id={pool.clientId}
        endpoint={pool.endpoint}
        default-country="GB"
      />
      {user && <p role="note">Hello {user}</p>}
    </>
  );
}
