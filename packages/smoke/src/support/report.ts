// The report that can be attached to an issue.

import type { Leftover } from '../aws/clean-up.js';
import type { StackFacts } from '../aws/stack.js';
import type { Outcome, Probe } from '../probe.js';
import { mask } from './mask.js';

/** A probe and its result. */
export interface Result {
  readonly probe: Probe;
  readonly outcome: Outcome;
}

/** The content of a report. */
export interface ReportFacts {
  readonly stack: StackFacts;
  readonly startedAt: Date;
  readonly results: readonly Result[];
  readonly leftovers: readonly Leftover[];
  readonly isInterrupted: boolean;
  /** Texts that must not appear, for example codes that were typed. */
  readonly secrets: Iterable<string>;
}

/** Parameters whose values are addresses or identify the account. */
const PRIVATE_PARAMETERS: ReadonlySet<string> = new Set([
  'AlarmEmail',
  'AlarmTopicName',
  'CaptchaKeyName',
  'EmailFrom',
  'EmailIdentity',
  'PageDomain',
  'SignUpClients',
  'SmsConfigurationSet',
  'SmsOriginationIdentity',
  'SmsOriginationNumber',
  'SmsProtectConfigurationId',
]);

/** The result in one line, for the terminal. */
export const summaryOf = ({ outcome }: Result): string =>
  outcome.kind === 'not run' ? `not run: ${outcome.reason}` : `${outcome.kind}: ${outcome.observed}`;

/** How many probes passed, differ and were not run. */
export const countResults = (results: readonly Result[]): Readonly<Record<Outcome['kind'], number>> => ({
  passed: results.filter(({ outcome }) => outcome.kind === 'passed').length,
  failed: results.filter(({ outcome }) => outcome.kind === 'failed').length,
  'not run': results.filter(({ outcome }) => outcome.kind === 'not run').length,
});

/** Writes the report as Markdown, with secrets, addresses and account ids masked. */
export function writeReport({ stack, startedAt, results, leftovers, isInterrupted, secrets }: ReportFacts): string {
  const counts = countResults(results);
  const parameters = Object.entries(stack.parameters).map(
    ([name, value]) => `${name}=${PRIVATE_PARAMETERS.has(name) && value !== '' && value !== 'none' ? '(set)' : value}`,
  );
  const lines = [
    '# Smoke test of a stack',
    '',
    `- ${startedAt.toISOString()}, Region ${stack.region}, stack ${stack.name}, account ${stack.accountId}`,
    `- ${counts.passed} passed, ${counts.failed} differ, ${counts['not run']} not run${isInterrupted ? '; interrupted' : ''}`,
    `- Parameters: ${parameters.join(', ')}`,
    ...(leftovers.length === 0 ? ['- Everything that was created or changed was cleaned up.'] : []),
    ...leftovers.map(({ what, why }) => `- **Not cleaned up:** ${what} (${why})`),
    '',
    ...results.flatMap(sectionOf),
  ];
  return `${mask(lines.join('\n').trimEnd(), secrets)}\n`;
}

function sectionOf({ probe, outcome }: Result): string[] {
  const heading = { passed: 'passed', failed: 'DIFFERS', 'not run': 'not run' }[outcome.kind];
  return [
    `## ${probe.name}: ${heading}`,
    '',
    `${probe.title}.`,
    '',
    `- expected: ${probe.expected}`,
    outcome.kind === 'not run' ? `- not run: ${outcome.reason}` : `- observed: ${outcome.observed}`,
    `- local pool: ${probe.local}`,
    ...(outcome.kind === 'failed' ? [`- what to do: ${probe.remedy}`] : []),
    '',
  ];
}
