import type { Texts } from './texts.js';

/** Indonesian (`id`). */
export const id: Texts = {
  sms: '{code} adalah kode masuk {brand} Anda. Jangan berikan kepada siapa pun.',
  subject: '{code} adalah kode masuk {brand} Anda',
  heading: 'Kode masuk Anda',
  intro: 'Ketik kode ini untuk masuk ke {brand}:',
  lifetime: { other: 'Berlaku selama {minutes} menit.' },
  warning:
    'Jangan pernah memberikan kode ini kepada siapa pun. {brand} tidak akan memintanya. Jika Anda tidak memintanya, abaikan pesan ini.',
};
