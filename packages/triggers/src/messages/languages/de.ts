import type { Texts } from './texts.js';

/** German (`de`). */
export const de: Texts = {
  sms: '{code} ist Ihr Anmeldecode für {brand}. Geben Sie ihn niemals weiter.',
  subject: '{code} ist Ihr Anmeldecode für {brand}',
  heading: 'Ihr Anmeldecode',
  intro: 'Geben Sie diesen Code ein, um sich bei {brand} anzumelden:',
  lifetime: { one: 'Er gilt {minutes} Minute.', other: 'Er gilt {minutes} Minuten.' },
  warning:
    'Geben Sie diesen Code niemals weiter. {brand} fragt Sie nicht danach. Haben Sie ihn nicht angefordert, ignorieren Sie diese Nachricht.',
};
