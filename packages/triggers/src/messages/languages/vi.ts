import type { Texts } from './texts.js';

/** Vietnamese (`vi`). */
export const vi: Texts = {
  sms: '{code} la ma dang nhap {brand} cua ban. Khong chia se voi bat ky ai.',
  subject: '{code} là mã đăng nhập {brand} của bạn',
  heading: 'Mã đăng nhập của bạn',
  intro: 'Nhập mã này để đăng nhập vào {brand}:',
  lifetime: { other: 'Mã có hiệu lực trong {minutes} phút.' },
  warning: 'Không bao giờ chia sẻ mã này. {brand} sẽ không hỏi mã này. Nếu bạn không yêu cầu, hãy bỏ qua tin nhắn này.',
};
