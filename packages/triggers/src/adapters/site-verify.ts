import type { Captcha } from '../flows/spend-captcha-token.js';

export interface SiteVerifyOptions {
  /** Where tokens are asked after: `https://challenges.cloudflare.com/turnstile/v0/siteverify`, for instance. */
  url: string;
  secret: (signal: AbortSignal) => Promise<string>;
}

/**
 * The protocol that Turnstile, hCaptcha and reCAPTCHA share: a form with `secret` and `response`, answered by JSON whose
 * `success` is true.
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
