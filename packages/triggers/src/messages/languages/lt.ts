import type { Texts } from './texts.js';

/** Lithuanian (`lt`). */
export const lt: Texts = {
  sms: '{code} yra jusu {brand} prisijungimo kodas. Niekam jo neatskleiskite.',
  subject: '{code} yra jūsų „{brand}“ prisijungimo kodas',
  heading: 'Jūsų prisijungimo kodas',
  intro: 'Įveskite šį kodą, kad prisijungtumėte prie „{brand}“:',
  lifetime: {
    one: 'Kodas galioja {minutes} minutę.',
    few: 'Kodas galioja {minutes} minutes.',
    many: 'Kodas galioja {minutes} minutės.',
    other: 'Kodas galioja {minutes} minučių.',
  },
  warning:
    'Niekam neatskleiskite šio kodo. „{brand}“ jo neprašys. Jei kodo neprašėte, nekreipkite dėmesio į šį pranešimą.',
};
