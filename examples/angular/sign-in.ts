import '@cognito-otp/element/define';
import {
  Component,
  CUSTOM_ELEMENTS_SCHEMA,
  type ElementRef,
  InjectionToken,
  inject,
  signal,
  viewChild,
} from '@angular/core';
import type { CognitoOtpLogin, SuccessEvent } from '@cognito-otp/element';

/** The user pool and app client to sign in to. */
export interface Pool {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly endpoint?: string;
}

/** Injection token for the pool that `main.ts` provides. */
export const POOL = new InjectionToken<Pool>('the user pool to sign in to');

/** The sign-in form in an Angular component, with a greeting for the signed-in user. */
@Component({
  selector: 'app-sign-in',
  // Angular requires this schema for templates with custom elements. It does not check their attributes and events.
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <cognito-otp-login
      #login
      [attr.user-pool-id]="pool.userPoolId"
      [attr.client-id]="pool.clientId"
      [attr.endpoint]="pool.endpoint"
      default-country="GB"
      [messages]="{ title: 'Welcome to Angular' }"
      (cognito-otp-success)="greet($event)"
      (cognito-otp-signed-out)="user.set('')"
    ></cognito-otp-login>
    @if (user()) {
      <p role="note">Hello {{ user() }}</p>
    }
  `,
})
export class SignIn {
  readonly pool = inject(POOL);
  readonly login = viewChild.required<ElementRef<CognitoOtpLogin>>('login');
  readonly user = signal('');

  async greet(_: SuccessEvent): Promise<void> {
    const session = await this.login().nativeElement.getSession();
    this.user.set(session?.user.phone ?? '');
  }
}
