/**
 * The English heading with the name of the application. A separate module, because few pages need
 * it.
 */
export const ENGLISH_TITLE_APP = 'Sign in to {app}';
