import type { Texts } from './texts.js';

/** Croatian (`hr`). */
export const hr: Texts = {
  sms: '{code} je vas kod za prijavu na {brand}. Ne dijelite ga ni s kim.',
  subject: '{code} je vaš kod za prijavu na {brand}',
  heading: 'Vaš kod za prijavu',
  intro: 'Upišite ovaj kod za prijavu na {brand}:',
  lifetime: {
    one: 'Kod vrijedi {minutes} minutu.',
    few: 'Kod vrijedi {minutes} minute.',
    other: 'Kod vrijedi {minutes} minuta.',
  },
  warning:
    'Nikada ne dijelite ovaj kod. {brand} ga neće tražiti od vas. Ako ga niste zatražili, zanemarite ovu poruku.',
};
