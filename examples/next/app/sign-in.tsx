'use client';

import type { CognitoOtpLogin } from '@cognito-otp/element';
import { OtpLogin } from '@cognito-otp/element/react';
import { useRef, useState } from 'react';

/** The user pool and app client to sign in to. */
interface Pool {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly endpoint?: string;
}

/** Texts that replace the element's. */
const messages = { title: 'Welcome to Next' };

/** The sign-in form, which the server prints, with a greeting for the signed-in user. */
export function SignIn({ pool }: { readonly pool: Pool }) {
  const login = useRef<CognitoOtpLogin>(null);
  const [user, setUser] = useState('');
  const greet = async () => {
    const session = await login.current?.getSession();
    setUser(session?.user.phone ?? '');
  };
  return (
    <>
      <OtpLogin
        ref={login}
        {...pool}
        lang="en"
        defaultCountry="GB"
        messages={messages}
        onSuccess={greet}
        onSignedOut={() => setUser('')}
      />
      {user && <p role="note">Hello {user}</p>}
    </>
  );
}
