import type { Texts } from './texts.js';

/** Thai (`th`). */
export const th: Texts = {
  sms: '{code} คือรหัสเข้าสู่ระบบ {brand} ห้ามบอกใคร',
  subject: '{code} คือรหัสเข้าสู่ระบบ {brand} ของคุณ',
  heading: 'รหัสเข้าสู่ระบบของคุณ',
  intro: 'พิมพ์รหัสนี้เพื่อเข้าสู่ระบบ {brand}:',
  lifetime: { other: 'ใช้ได้ภายใน {minutes} นาที' },
  warning: 'ห้ามบอกรหัสนี้กับใคร {brand} จะไม่ขอรหัสนี้จากคุณ หากคุณไม่ได้ขอ โปรดละเว้นข้อความนี้',
};
