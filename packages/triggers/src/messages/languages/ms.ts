import type { Texts } from './texts.js';

/** Malay (`ms`). */
export const ms: Texts = {
  sms: '{code} ialah kod log masuk {brand} anda. Jangan kongsi dengan sesiapa.',
  subject: '{code} ialah kod log masuk {brand} anda',
  heading: 'Kod log masuk anda',
  intro: 'Taip kod ini untuk log masuk ke {brand}:',
  lifetime: { other: 'Kod ini sah selama {minutes} minit.' },
  warning:
    'Jangan sekali-kali kongsi kod ini. {brand} tidak akan memintanya. Jika anda tidak memintanya, abaikan mesej ini.',
};
