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

export interface Pool {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly endpoint?: string;
}

export const POOL = new InjectionToken<Pool>('the user pool to sign in to');

@Component({
  selector: 'app-sign-in',
  // Angular asks for this wherever a template holds custom elements; their attributes and events aren't checked there.
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
