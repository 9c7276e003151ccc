/** The key under which an app client's last account is stored. A module of its own, because forms without `remember` only remove the value. */
export const rememberedKey = (clientId: string): string => `cognito-otp.${clientId}.remembered`;
