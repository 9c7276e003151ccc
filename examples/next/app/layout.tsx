import type { ReactNode } from 'react';
import { bar, icon } from '../../vite-frame.js';

export const metadata = { title: 'Next · Cognito OTP' };

/** The gallery's frame around the example, the same as on its other pages. */
export default function Layout({ children }: { readonly children: ReactNode }) {
  return (
    // The frame's script sets the page's theme and language before React hydrates.
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
              <p>
                The form is part of the server’s HTML. The React component sets its properties and calls its handlers.
              </p>
            </section>
          </div>
          {/* @ts-expect-error: an element that only the gallery defines. */}
          <demo-phone endpoint={process.env['ENDPOINT']} />
        </main>
      </body>
    </html>
  );
}
