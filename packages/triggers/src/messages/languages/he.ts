import type { Texts } from './texts.js';

/** Hebrew (`he`). */
export const he: Texts = {
  sms: '{code} הוא קוד הכניסה שלך ל-{brand}. אין לשתף אותו עם אף אחד.',
  subject: '{code} הוא קוד הכניסה שלך ל-{brand}',
  heading: 'קוד הכניסה שלך',
  intro: 'יש להקליד את הקוד כדי להיכנס ל-{brand}:',
  lifetime: { one: 'הקוד תקף לדקה אחת.', two: 'הקוד תקף לשתי דקות.', other: 'הקוד תקף ל-{minutes} דקות.' },
  warning: 'אין לשתף את הקוד עם אף אחד. {brand} לא תבקש אותו ממך. אם לא ביקשת אותו, אפשר להתעלם מההודעה.',
};
