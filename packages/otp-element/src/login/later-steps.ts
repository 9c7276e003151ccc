import type { OtpState } from '@cognito-otp/client';
import type { LaterStepsControl } from '../contracts/login-modules.js';
import type { StepView } from '../contracts/step-view.js';
import { addForeignStyles } from '../dom/adopted-styles.js';
import { findCode, overtype } from '../dom/code-field.js';
import { WebOtpReceiver } from '../dom/web-otp.js';
import { stepMessages } from '../i18n/messages/en-steps.js';
import { stepStyles } from '../styles/step.styles.js';
import { codeView } from '../views/code-view.js';
import { signedInView } from '../views/signed-in-view.js';
import { waitingView } from '../views/waiting-view.js';
import { MailboxLink } from './mailbox-link.js';
import type { ModelSource } from './model-source.js';
import { shownStep } from './snapshot.js';
import { codeModel, signedInModel, waitingModel } from './step-models.js';
import { StepMotion } from './step-motion.js';

/**
 * The views of the steps after the first, and the behavior of these steps. This is a separate chunk, which `StepLoader`
 * requests when the form is used.
 */
export class LaterSteps implements LaterStepsControl {
  readonly findCode = findCode;
  readonly overtype = overtype;
  readonly #mailbox: MailboxLink;
  readonly #motion: StepMotion;
  readonly #webOtp: WebOtpReceiver;

  constructor(private readonly source: ModelSource) {
    const { host, commands } = source;
    this.#mailbox = new MailboxLink(host);
    this.#motion = new StepMotion(host);
    this.#webOtp = new WebOtpReceiver((code) => commands.receiveCode(code));
    host.addStyles(stepStyles);
    if (host.renderRoot === host.shadowRoot) addForeignStyles(host.shadowRoot!, stepStyles);
    this.#motion.hostUpdated();
  }

  /** The styles of these steps. */
  readonly styles = stepStyles;
  /** Their English texts. */
  readonly messages = stepMessages;

  /** The view of a step; `undefined` for the first one. */
  view(state: OtpState): StepView | undefined {
    const { source } = this;
    if ('user' in state) return signedInView(signedInModel(source, state));
    if (!('delivery' in state)) return undefined;
    return shownStep(state) === 'code'
      ? codeView(codeModel(source, state, this.#mailbox.of(state)))
      : waitingView(waitingModel(source, state));
  }

  /** After rendering: the motion from one step to the next, and WebOTP. */
  hostUpdated(state: OtpState): void {
    const { renderRoot, typed } = this.source.host;
    // After a sign-out the field is empty, so that the next user of the device does not see the address.
    if ('user' in state) Object.assign(typed, { phone: '', email: '' });
    if (shownStep(state) === 'code') {
      renderRoot.querySelector('form')?.classList.toggle('done', state.step === 'checking');
    }
    this.#motion.hostUpdated();
    const expectsSms = state.step === 'code' && state.delivery.sent && state.delivery.channel === 'sms';
    expectsSms ? this.#webOtp.start() : this.#webOtp.stop();
  }

  /** When the element is removed from the page. */
  disconnect(): void {
    this.#webOtp.stop();
    this.#motion.disconnect();
  }
}
