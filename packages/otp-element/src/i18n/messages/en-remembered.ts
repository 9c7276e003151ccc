/** The English texts for a person whom the device remembers, loaded with pages that ask for it. */
export const rememberedMessages = {
  continueAs: 'Continue as {name}',
  notYou: 'Not you?',
  backSms: "Welcome back. We'll text you a code.",
  backEmail: "Welcome back. We'll email you a code.",
};
