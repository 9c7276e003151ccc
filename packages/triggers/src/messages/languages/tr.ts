import type { Texts } from './texts.js';

/** Turkish (`tr`). */
export const tr: Texts = {
  sms: '{code}, {brand} giris kodunuzdur. Kimseyle paylasmayin.',
  subject: '{code}, {brand} giriş kodunuz',
  heading: 'Giriş kodunuz',
  intro: '{brand} hesabına giriş yapmak için bu kodu yazın:',
  lifetime: { one: '{minutes} dakika geçerlidir.', other: '{minutes} dakika geçerlidir.' },
  warning: 'Bu kodu kimseyle paylaşmayın. {brand} sizden istemez. Siz istemediyseniz bu mesajı dikkate almayın.',
};
