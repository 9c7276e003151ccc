import type { Texts } from './texts.js';

/** Chinese (Simplified) (`zh-Hans`). */
export const zhHans: Texts = {
  sms: '{code} 是您的 {brand} 登录验证码，请勿告诉任何人。',
  subject: '{code} 是您的 {brand} 登录验证码',
  heading: '您的登录验证码',
  intro: '请输入此验证码以登录 {brand}：',
  lifetime: { other: '{minutes} 分钟内有效。' },
  warning: '请勿将此验证码告诉任何人。{brand} 不会向您索取。如果不是您本人操作，请忽略此消息。',
};
