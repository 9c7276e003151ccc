import type { Texts } from './texts.js';

/** Estonian (`et`). */
export const et: Texts = {
  sms: '{code} on sinu {brand} sisselogimiskood. Ära jaga seda kellegagi.',
  subject: '{code} on sinu {brand} sisselogimiskood',
  heading: 'Sinu sisselogimiskood',
  intro: 'Sisesta see kood, et logida sisse teenusesse {brand}:',
  lifetime: { one: 'Kood kehtib {minutes} minuti.', other: 'Kood kehtib {minutes} minutit.' },
  warning: 'Ära kunagi jaga seda koodi. {brand} ei küsi seda sinult. Kui sa seda ei tellinud, eira seda sõnumit.',
};
