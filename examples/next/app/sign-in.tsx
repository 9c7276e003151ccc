'use client';

import type { CognitoOtpLogin } from '@cognito-otp/element';
import { useEffect, useRef, useState } from 'react';

interface Props {
  /** The HTML from `loginSnippet()`. */
  readonly form: string;
  /** Texts that replace the element's. */
  readonly messages: CognitoOtpLogin['messages'];
}

/** Takes the server-rendered form over: defines the element, sets its properties and listens to its events. */
export function SignIn({ form, messages }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const [user, setUser] = useState('');
  useEffect(() => {
    const login = place.current!.querySelector('cognito-otp-login')!;
    login.messages = messages;
    const greet = async () => setUser((await login.getSession())?.user.phone ?? '');
    const leave = () => setUser('');
    login.addEventListener('cognito-otp-success', greet);
    login.addEventListener('cognito-otp-signed-out', leave);
    // In an effect, because there is no custom element registry on a server.
    void import('@cognito-otp/element/define');
    return () => {
      login.removeEventListener('cognito-otp-success', greet);
      login.removeEventListener('cognito-otp-signed-out', leave);
    };
  }, [messages]);
  return (
    <>
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: the snippet escapes every value it is given. */}
      <div ref={place} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: form }} />
      {user && <p role="note">Hello {user}</p>}
    </>
  );
}
