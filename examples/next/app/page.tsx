import { loadMessages } from '@cognito-otp/element';
import { loginSnippet } from '@cognito-otp/element/snippet';
import { connection } from 'next/server';
import { SignIn } from './sign-in';

/** Rendered on the server, the form with it: it can be typed in before any script has run. */
export default async function Page() {
  // The pool is the one of the running server, not of the build.
  await connection();
  const messages = { title: 'Welcome to Next' };
  const form = loginSnippet({
    attributes: {
      'user-pool-id': process.env['USER_POOL_ID'] ?? '',
      'client-id': process.env['CLIENT_ID'] ?? '',
      endpoint: process.env['ENDPOINT'] ?? '',
      'default-country': 'GB',
    },
    messages: { ...(await loadMessages('en')), ...messages },
  });
  return <SignIn form={form} messages={messages} />;
}
