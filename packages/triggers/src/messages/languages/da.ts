import type { Texts } from './texts.js';

/** Danish (`da`). */
export const da: Texts = {
  sms: '{code} er din login-kode til {brand}. Del den aldrig med nogen.',
  subject: '{code} er din login-kode til {brand}',
  heading: 'Din login-kode',
  intro: 'Indtast denne kode for at logge ind på {brand}:',
  lifetime: { one: 'Koden virker i {minutes} minut.', other: 'Koden virker i {minutes} minutter.' },
  warning:
    'Del aldrig koden med nogen. {brand} beder dig ikke om den. Har du ikke bedt om den, kan du se bort fra beskeden.',
};
