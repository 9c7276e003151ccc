import type { Texts } from './texts.js';

/** Finnish (`fi`). */
export const fi: Texts = {
  sms: '{code} on kirjautumiskoodisi palveluun {brand}. Älä jaa sitä kenellekään.',
  subject: '{code} on kirjautumiskoodisi palveluun {brand}',
  heading: 'Kirjautumiskoodisi',
  intro: 'Kirjaudu palveluun {brand} antamalla tämä koodi:',
  lifetime: { one: 'Koodi on voimassa {minutes} minuutin.', other: 'Koodi on voimassa {minutes} minuuttia.' },
  warning:
    'Älä koskaan anna koodia muille. {brand} ei pyydä sitä sinulta. Jos et pyytänyt koodia, jätä viesti huomiotta.',
};
