import type { Texts } from './texts.js';

/** Dutch (`nl`). */
export const nl: Texts = {
  sms: '{code} is je inlogcode voor {brand}. Deel deze met niemand.',
  subject: '{code} is je inlogcode voor {brand}',
  heading: 'Je inlogcode',
  intro: 'Typ deze code om in te loggen bij {brand}:',
  lifetime: { one: 'De code werkt {minutes} minuut.', other: 'De code werkt {minutes} minuten.' },
  warning:
    'Deel deze code met niemand. {brand} vraagt je er niet om. Heb je hem niet aangevraagd, negeer dan dit bericht.',
};
