import { loadMessages } from '@cognito-otp/element';
import { loginSnippet } from '@cognito-otp/element/snippet';
import { connection } from 'next/server';
import { SignIn } from './sign-in';

/** Renders the page and the form on the server, so that visitors can type before any script has run. */
export default async function Page() {
  // Reads the pool's ids at request time rather than at build time.
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
