/** The tables of docs/security.md › Attacks, simulated. */
import { minutes } from '../support/manual-clock.js';
import type { Attack, Tries } from './actors.js';
import type { Effect } from './simulate.js';

/** What an SMS segment and an email cost, in dollars, as in docs/security.md. */
const PRICE = { sms: 0.04, email: 0.0001 };

/** The requests a day that the attacks are simulated with. */
export const VOLUMES = [10, 100, 1_000, 10_000];

const HEAD = [
  '| attack | requests a day | owner, known device | owner, new device | newcomer | guesses a day | messages a day | cost a day |',
  '|---|--:|--:|--:|--:|--:|--:|--:|',
];

const grouped = (value: number) => value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 1 : 0 });
const share = ({ waits, failed }: Tries) => `${waits.length} of ${waits.length + failed}`;

/** The share of tries that succeeded, and their median wait. */
function shareAndWait(tries: Tries): string {
  const sorted = [...tries.waits].sort((a, b) => a - b);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  if (middle === undefined) return share(tries);
  return `${share(tries)}, ${middle === 0 ? 'at once' : `${grouped(middle / minutes(1))} min`}`;
}

/** One row of the table. */
export function row({ title }: Attack, requestsADay: number, effect: Effect): string {
  const cost = effect.smsADay * PRICE.sms + effect.emailsADay * PRICE.email;
  const cells = [
    title,
    grouped(requestsADay),
    share(effect.knownDevice),
    shareAndWait(effect.newDevice),
    shareAndWait(effect.newcomer),
    grouped(effect.guessesADay),
    grouped(effect.smsADay + effect.emailsADay),
    `$${cost.toFixed(2)}`,
  ];
  return `| ${cells.join(' | ')} |`;
}

/** A table with its head. */
export const table = (rows: readonly string[]): string => [...HEAD, ...rows].join('\n');
