import type { Captcha } from '../ports/captcha.js';

/** Options of {@link siteVerify}. */
export interface SiteVerifyOptions {
  /** Where tokens are verified, for example `https://challenges.cloudflare.com/turnstile/v0/siteverify`. */
  readonly url: string;
  /** Returns the site's secret key; `secretText` reads it from Secrets Manager. */
  readonly secret: (signal: AbortSignal) => Promise<string>;
}

/**
 * A {@link Captcha} for the protocol that Turnstile, hCaptcha and reCAPTCHA share: a form with `secret` and `response`,
 * answered with JSON whose `success` is `true`. Its `verify` throws `captcha_unavailable` for any status but 2xx.
 */
export function siteVerify({ url, secret }: SiteVerifyOptions): Captcha {
  return {
    async verify(token, signal) {
      const body = new URLSearchParams({ secret: await secret(signal), response: token });
      const reply = await fetch(url, { method: 'POST', body, signal, redirect: 'error' });
      if (!reply.ok) throw new Error('captcha_unavailable');
      return ((await reply.json()) as { success?: unknown } | null)?.success === true;
    },
  };
}
