/** Port: verifies CAPTCHA tokens with the service that issued them. Implement it to use another kind of CAPTCHA. */
export interface Captcha {
  /**
   * Reports whether the issuer accepts the token. It is called once per token: an issuer refuses the second request.
   *
   * @param token what the CAPTCHA widget gave the page.
   * @param signal aborts when the trigger runs out of time.
   * @throws if the issuer cannot be asked. No message is sent then (fail closed).
   */
  verify(token: string, signal: AbortSignal): Promise<boolean>;
}
