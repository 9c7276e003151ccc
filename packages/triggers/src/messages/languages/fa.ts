import type { Texts } from './texts.js';

/** Persian (`fa`). */
export const fa: Texts = {
  sms: '{code} کد ورود شما به {brand} است. آن را به کسی ندهید.',
  subject: '{code} کد ورود شما به {brand} است',
  heading: 'کد ورود شما',
  intro: 'برای ورود به {brand} این کد را وارد کنید:',
  lifetime: { one: 'این کد {minutes} دقیقه معتبر است.', other: 'این کد {minutes} دقیقه معتبر است.' },
  warning:
    'این کد را هرگز به کسی ندهید. {brand} آن را از شما نمی‌خواهد. اگر آن را نخواسته‌اید، این پیام را نادیده بگیرید.',
};
