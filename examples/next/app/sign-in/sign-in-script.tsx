'use client';

import { useEffect } from 'react';

/** Defines the element once the page is in a browser. */
export function SignInScript() {
  useEffect(() => {
    void import('@cognito-otp/element/define');
  }, []);
  return null;
}
