/** The heading with the name of the application, in English: apart from the other texts, because few pages need it. */
export const ENGLISH_TITLE_APP = 'Sign in to {app}';
