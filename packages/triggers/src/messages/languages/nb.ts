import type { Texts } from './texts.js';

/** Norwegian Bokmål (`nb`). */
export const nb: Texts = {
  sms: '{code} er påloggingskoden din for {brand}. Del den aldri med noen.',
  subject: '{code} er påloggingskoden din for {brand}',
  heading: 'Påloggingskoden din',
  intro: 'Skriv inn denne koden for å logge på {brand}:',
  lifetime: { one: 'Koden gjelder i {minutes} minutt.', other: 'Koden gjelder i {minutes} minutter.' },
  warning:
    'Del aldri denne koden med noen. {brand} ber deg ikke om den. Har du ikke bedt om den, kan du se bort fra meldingen.',
};
