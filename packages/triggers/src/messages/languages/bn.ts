import type { Texts } from './texts.js';

/** Bangla (`bn`). */
export const bn: Texts = {
  sms: '{brand}-এ সাইন ইন কোড {code}। কাউকে জানাবেন না।',
  subject: '{brand}-এ সাইন ইন করার কোড {code}',
  heading: 'আপনার সাইন ইন কোড',
  intro: '{brand}-এ সাইন ইন করতে এই কোডটি লিখুন:',
  lifetime: { one: 'কোডটি {minutes} মিনিট কাজ করবে।', other: 'কোডটি {minutes} মিনিট কাজ করবে।' },
  warning: 'এই কোড কাউকে জানাবেন না। {brand} কখনও এটি চাইবে না। আপনি না চেয়ে থাকলে এই বার্তা উপেক্ষা করুন।',
};
