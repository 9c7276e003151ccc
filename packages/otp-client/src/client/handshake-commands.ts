import type { OtpClient } from '../contracts/client.js';
import type { openHandshake } from '../handshake/handshake.js';
import type { HandshakeStore } from '../handshake/handshake-store.js';
import type { Handshake } from '../handshake/reply.js';
import { now } from '../platform/clock.js';
import { identifierValue } from '../validation/identifier.js';
import type { MachineModel } from './machine.js';
import type { Runner } from './runner.js';

/** The public commands that sign the user in, as events of the state machine and calls of the handshake. */
export function handshakeCommands(
  run: Runner['run'],
  records: HandshakeStore,
  handshakes: ReturnType<typeof openHandshake>,
): Pick<OtpClient, 'start' | 'submit' | 'resend'> {
  /** The newest Session of this handshake: another tab may have used ours and stored the next one. */
  async function latestHandshake({ handshake: own }: MachineModel): Promise<Handshake> {
    const { handshake } = await records.read();
    return handshake?.username === own!.username ? handshake : own!;
  }

  return {
    start(given, options = {}) {
      // Read now, because the start overwrites it.
      const record = records.read();
      const event = { type: 'start', identifier: given } as const;
      return run(`start ${identifierValue(given)}`, options.signal, event, async (call, { state }) => {
        const identifier = state.identifier!;
        const before = await record;
        const isKnown = before.known && identifierValue(before.identifier) === identifierValue(identifier);
        return handshakes.start(identifier, isKnown, options, call);
      });
    },
    submit(given, options = {}) {
      const code = typeof given === 'string' ? given : '';
      return run(`submit ${code}`, options.signal, { type: 'submit', code }, async (call, model) =>
        handshakes.submit(await latestHandshake(model), code, options, call),
      );
    },
    resend: (options = {}) =>
      run(`resend ${options.channel}`, options.signal, { type: 'resend', now: now() }, async (call, model) =>
        handshakes.resend(await latestHandshake(model), options, call),
      ),
  };
}
