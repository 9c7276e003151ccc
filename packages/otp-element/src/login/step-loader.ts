import type { OtpState } from '@cognito-otp/client';
import type { LoginHost } from '../contracts/login-host.js';
import type { LaterSteps } from './later-steps.js';
import type { ModelSource } from './model-source.js';

/** A snapshot of the client, and whether it is a new client's first one. */
type Received = readonly [state: OtpState, isInitial: boolean];

/** Whether a snapshot is shown by a view of the later steps. */
const needsLaterSteps = (state: OtpState): boolean => 'delivery' in state || 'user' in state;

/**
 * Loads the steps after the first, which the element requests when the form gets the focus: at the latest together with the
 * request for a code. Snapshots that need them before they have arrived wait here, in their order: the form never shows a
 * step that it has no view for.
 */
export class StepLoader {
  steps: LaterSteps | undefined;
  /** Whether a step that must be shown could not be loaded. */
  hasFailed = false;
  #loading: Promise<void> | undefined;
  #waiting: Received[] = [];

  /**
   * @param source the input from which the steps are built.
   * @param apply called with each snapshot, once it can be shown.
   * @param onFailure called when a step that must be shown could not be loaded.
   */
  constructor(
    private readonly source: ModelSource,
    private readonly apply: (...received: Received) => void,
    private readonly onFailure: () => void,
  ) {
    // The element requests the file at the same moment; from here on the motion follows the form.
    source.host.renderRoot.addEventListener('focusin', () => void this.#load());
  }

  /** Whether a snapshot waits for its step. */
  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** Takes the client's next snapshot. */
  receive(...received: Received): void {
    const [state] = received;
    if (this.steps || !(this.isWaiting || needsLaterSteps(state))) {
      // In parallel with Cognito's answer.
      if (state.step === 'starting') void this.#load();
      this.apply(...received);
      return;
    }
    this.#waiting.push(received);
    void this.retry();
  }

  /** Drops the snapshots of another client. */
  clear(): void {
    this.#waiting = [];
    this.hasFailed = false;
  }

  /**
   * Loads the steps, and then shows the snapshots that wait for them. After a failure it tries once more before it reports.
   */
  async retry(): Promise<void> {
    this.hasFailed = false;
    await this.#load();
    if (!this.steps) await this.#load();
    if (this.steps || !this.isWaiting || this.hasFailed) return;
    this.hasFailed = true;
    this.onFailure();
  }

  /** Loads the steps once. After a failure, the next call tries again. */
  #load(): Promise<void> {
    const { host } = this.source;
    this.#loading ??= loadInto(host).then(
      ({ LaterSteps }) => {
        this.steps = new LaterSteps(this.source);
        for (const each of this.#waiting.splice(0)) this.apply(...each);
      },
      () => {
        this.#loading = undefined;
      },
    );
    return this.#loading;
  }
}

const loadInto = (host: LoginHost) => host.loadLaterSteps() as Promise<typeof import('./later-steps.js')>;
