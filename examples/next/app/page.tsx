import { connection } from 'next/server';
import { SignIn } from './sign-in';

/** Renders the page and the form on the server, so that visitors can type before any script has run. */
export default async function Page() {
  // Reads the pool's ids at request time rather than at build time.
  await connection();
  const pool = {
    userPoolId: process.env['USER_POOL_ID'] ?? '',
    clientId: process.env['CLIENT_ID'] ?? '',
    endpoint: process.env['ENDPOINT'] ?? '',
  };
  return <SignIn pool={pool} />;
}
