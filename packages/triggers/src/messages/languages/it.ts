import type { Texts } from './texts.js';

/** Italian (`it`). */
export const it: Texts = {
  sms: '{code} è il tuo codice di accesso a {brand}. Non condividerlo con nessuno.',
  subject: '{code} è il tuo codice di accesso a {brand}',
  heading: 'Il tuo codice di accesso',
  intro: 'Inserisci questo codice per accedere a {brand}:',
  lifetime: {
    one: 'È valido per {minutes} minuto.',
    many: 'È valido per {minutes} minuti.',
    other: 'È valido per {minutes} minuti.',
  },
  warning:
    "Non condividere mai questo codice. {brand} non te lo chiederà. Se non l'hai richiesto, ignora questo messaggio.",
};
