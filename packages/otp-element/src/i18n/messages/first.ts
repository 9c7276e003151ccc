/** The English texts of the first paint. The other English texts (`en.ts`) are loaded with the steps that use them. */
export const firstPaintMessages = {
  title: 'Sign in',
  leadPhone: "Enter your phone number. We'll text you a code, so there's no password to remember.",
  leadEmail: "Enter your email address. We'll send you a code, so there's no password to remember.",
  kind: 'Sign in with',
  kindPhone: 'Phone',
  kindEmail: 'Email',
  country: 'Country or region',
  phone: 'Phone number',
  email: 'Email address',
  sendSms: 'Text me a code',
  sendEmail: 'Email me a code',
  network: "We couldn't connect. Check your connection and try again.",
};
