import { loginSnippet } from '@cognito-otp/element/snippet';
import { SignInScript } from './sign-in-script.js';

/**
 * Rendered on the server, the form with it: it can be typed in before any script has run. React leaves alone what
 * `dangerouslySetInnerHTML` wrote; the snippet escapes every value it is given.
 */
export default function Page() {
  const form = loginSnippet({
    attributes: {
      'user-pool-id': process.env['NEXT_PUBLIC_USER_POOL_ID'] ?? '',
      'client-id': process.env['NEXT_PUBLIC_CLIENT_ID'] ?? '',
      'default-country': 'GB',
      redirect: '/account',
    },
  });
  return (
    <main>
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: markup of our own making, every value in it escaped. */}
      <div suppressHydrationWarning dangerouslySetInnerHTML={{ __html: form }} />
      <SignInScript />
    </main>
  );
}
