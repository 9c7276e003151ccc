import type { ReactNode } from 'react';
import { bar, icon } from '../../vite-frame.js';

export const metadata = { title: 'Next · Cognito OTP' };

/** What is around the example: the gallery's frame, as its other pages have it. */
export default function Layout({ children }: { readonly children: ReactNode }) {
  return (
    // The frame's script writes the page's theme and language before React is there.
    <html lang="en" suppressHydrationWarning>
      <head>
        <link rel="icon" href={icon} />
        <link rel="stylesheet" href="/shared/gallery.css" />
        <script type="module" src="/shared/frame.ts" />
      </head>
      <body>
        <div
          style={{ display: 'contents' }}
          suppressHydrationWarning
          // biome-ignore lint/security/noDangerouslySetInnerHtml: the gallery's own markup.
          dangerouslySetInnerHTML={{ __html: bar('Next') }}
        />
        <main className="stage">
          <div className="site">
            {children}
            <section className="about">
              <h1>Next</h1>
              <p>The form comes with the server’s HTML; a client component sets properties and hears of events.</p>
            </section>
          </div>
          {/* @ts-expect-error: an element of the gallery alone. */}
          <demo-phone endpoint={process.env['ENDPOINT']} />
        </main>
      </body>
    </html>
  );
}
