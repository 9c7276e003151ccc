import type { CognitoOtpLogin, SuccessEvent } from '@cognito-otp/element';
import { OtpLogin } from '@cognito-otp/element/react';
import { useRef, useState } from 'react';

/** The user pool and app client to sign in to. */
export interface Pool {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly endpoint?: string;
}

const messages = { title: 'Welcome to React 18' };

/** The sign-in form in a React 18 application, with a greeting for the signed-in user. */
export function SignIn({ pool }: { readonly pool: Pool }) {
  const login = useRef<CognitoOtpLogin>(null);
  const [user, setUser] = useState('');
  const greet = async (_: SuccessEvent) => {
    const session = await login.current?.getSession();
    setUser(session?.user.phone ?? '');
  };
  return (
    <>
      <OtpLogin
        ref={login}
        {...pool}
        defaultCountry="GB"
        messages={messages}
        onSuccess={greet}
        onSignedOut={() => setUser('')}
      />
      {user && <p role="note">Hello {user}</p>}
    </>
  );
}
