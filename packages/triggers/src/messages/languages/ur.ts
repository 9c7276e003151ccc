import type { Texts } from './texts.js';

/** Urdu (`ur`). */
export const ur: Texts = {
  sms: '{code} آپ کا {brand} سائن ان کوڈ ہے۔ کسی کو نہ بتائیں۔',
  subject: '{code} آپ کا {brand} سائن ان کوڈ ہے',
  heading: 'آپ کا سائن ان کوڈ',
  intro: '{brand} میں سائن ان کرنے کے لیے یہ کوڈ لکھیں:',
  lifetime: { one: 'یہ {minutes} منٹ تک کارآمد ہے۔', other: 'یہ {minutes} منٹ تک کارآمد ہے۔' },
  warning:
    'یہ کوڈ کسی کو نہ بتائیں۔ {brand} آپ سے یہ نہیں مانگے گا۔ اگر آپ نے نہیں مانگا تو اس پیغام کو نظر انداز کریں۔',
};
