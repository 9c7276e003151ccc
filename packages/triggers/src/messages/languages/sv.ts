import type { Texts } from './texts.js';

/** Swedish (`sv`). */
export const sv: Texts = {
  sms: '{code} är din inloggningskod till {brand}. Dela den aldrig med någon.',
  subject: '{code} är din inloggningskod till {brand}',
  heading: 'Din inloggningskod',
  intro: 'Ange koden för att logga in på {brand}:',
  lifetime: { one: 'Koden gäller i {minutes} minut.', other: 'Koden gäller i {minutes} minuter.' },
  warning:
    'Dela aldrig koden med någon. {brand} frågar dig inte efter den. Har du inte bett om den kan du bortse från meddelandet.',
};
