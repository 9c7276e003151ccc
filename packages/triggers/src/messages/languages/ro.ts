import type { Texts } from './texts.js';

/** Romanian (`ro`). */
export const ro: Texts = {
  sms: '{code} este codul de conectare la {brand}. Nu il da nimanui.',
  subject: '{code} este codul tău de conectare la {brand}',
  heading: 'Codul tău de conectare',
  intro: 'Introdu acest cod pentru a te conecta la {brand}:',
  lifetime: {
    one: 'Codul este valabil {minutes} minut.',
    few: 'Codul este valabil {minutes} minute.',
    other: 'Codul este valabil {minutes} de minute.',
  },
  warning: 'Nu da nimănui acest cod. {brand} nu ți-l va cere. Dacă nu l-ai solicitat, ignoră acest mesaj.',
};
