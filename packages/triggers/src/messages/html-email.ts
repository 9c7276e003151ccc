/** The HTML part of the email that carries a code. */

/** What the email says, not yet escaped. */
export interface HtmlEmailParts {
  /** A BCP 47 tag. */
  readonly language: string;
  readonly brand: string;
  readonly heading: string;
  /** Above the code. */
  readonly intro: string;
  readonly code: string;
  /** How long the code works. */
  readonly lifetime: string;
  readonly warning: string;
}

/** The languages, of those that there are texts for, that are written from right to left. */
const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ur']);

/** Font size and letter spacing of the code, in px: six digits are spaced widely; ten must fit onto a small phone. */
const codeStyle = (code: string) => (code.length > 8 ? { size: 26, spacing: 4 } : { size: 32, spacing: 8 });

/**
 * Renders the email. It uses tables and inline styles, because mail clients support little else, and colors for dark mode
 * that do not break in clients that invert colors by themselves. It loads no external resources.
 */
export function renderHtmlEmail(parts: HtmlEmailParts): string {
  const text = Object.fromEntries(
    Object.entries(parts).map(([key, value]) => [key, escapeHtml(value)]),
  ) as unknown as HtmlEmailParts;
  const direction = RIGHT_TO_LEFT.has(parts.language.split('-')[0]!) ? 'rtl' : 'ltr';
  const { size, spacing } = codeStyle(parts.code);
  // Outlook supports neither `max-width` nor padding on a paragraph: it gets a table of fixed width, and the code a cell.
  return `<!doctype html>
<html lang="${text.language}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="format-detection" content="telephone=no">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${text.heading}</title>
<style>
:root { color-scheme: light dark; }
@media (prefers-color-scheme: dark) {
  .page { background: #14171c !important; }
  .card { background: #1d2128 !important; border-color: #313743 !important; }
  .ink { color: #f1f3f6 !important; }
  .soft { color: #aab2bf !important; }
  .code { background: #14171c !important; color: #f1f3f6 !important; }
}
</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f3f5f8;">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#f3f5f8;">
<tr><td align="center" style="padding:32px 16px;">
<!--[if mso]><table role="presentation" width="440" cellpadding="0" cellspacing="0"><tr><td><![endif]-->
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" style="max-width:440px;background:#ffffff;border:1px solid #dfe3ea;border-radius:14px;">
<tr><td style="padding:32px;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;text-align:start;">
<p class="soft" style="margin:0 0 20px;font-size:14px;line-height:20px;font-weight:600;color:#5b6472;">${text.brand}</p>
<h1 class="ink" style="margin:0 0 8px;font-size:22px;line-height:28px;color:#14171c;">${text.heading}</h1>
<p class="ink" style="margin:0 0 20px;font-size:16px;line-height:24px;color:#14171c;">${text.intro}</p>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" dir="ltr"><tr><td class="code" align="center" style="padding:16px 0;border-radius:10px;background:#f3f5f8;color:#14171c;font-size:${size}px;line-height:40px;font-weight:700;letter-spacing:${spacing}px;text-indent:${spacing}px;white-space:nowrap;font-family:ui-monospace,Menlo,Consolas,monospace;">${text.code}</td></tr></table>
<p class="soft" style="margin:20px 0 0;font-size:14px;line-height:21px;color:#5b6472;">${text.lifetime} ${text.warning}</p>
</td></tr></table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></table>
</body>
</html>
`;
}

/** Escapes text for HTML content and attributes. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
