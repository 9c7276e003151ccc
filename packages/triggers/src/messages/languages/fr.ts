import type { Texts } from './texts.js';

/** French (`fr`). */
export const fr: Texts = {
  sms: '{code} est votre code de connexion {brand}. Ne le partagez jamais.',
  subject: '{code} est votre code de connexion à {brand}',
  heading: 'Votre code de connexion',
  intro: 'Saisissez ce code pour vous connecter à {brand} :',
  lifetime: {
    one: 'Il est valable {minutes} minute.',
    many: 'Il est valable {minutes} minutes.',
    other: 'Il est valable {minutes} minutes.',
  },
  warning:
    "Ne communiquez jamais ce code. {brand} ne vous le demandera pas. Si vous ne l'avez pas demandé, ignorez ce message.",
};
