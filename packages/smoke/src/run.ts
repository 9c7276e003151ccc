// Runs the selected probes on a stack, cleans up, and writes the report.

import { createCleanUp, type Leftover } from './aws/clean-up.js';
import { createAws, errorText, Interrupted, isAccessDenied } from './aws/clients.js';
import { readStack, StackError, type StackFacts } from './aws/stack.js';
import { EXIT_CODES, type SmokeOptions } from './command-line.js';
import { NotRun, type Outcome, type Probe, type ProbeContext, type Scope } from './probe.js';
import { PROBES } from './registry.js';
import { createStack } from './support/create-stack.js';
import { countResults, type Result, summaryOf, writeReport } from './support/report.js';
import { createSecretRotation } from './support/rotate-secret.js';

/** The run's access to the person at the terminal, the clock and the file system. */
export interface Surroundings {
  readonly say: (line: string) => void;
  /** Undefined if there is no terminal or the answer is empty. */
  readonly ask: (question: string) => Promise<string | undefined>;
  readonly sleep: (ms: number) => Promise<void>;
  readonly writeFile: (file: string, text: string) => Promise<void>;
  /** Aborted by Ctrl+C. */
  readonly signal: AbortSignal;
  /** Runs `sam deploy` with these arguments; the exit code. */
  readonly deploy: (args: readonly string[]) => Promise<number>;
}

const SCOPES: readonly Scope[] = ['stack', 'disposable', 'created'];

/** The pause between two checks of {@link ProbeContext.waitFor}, in seconds. */
const POLL_SECONDS = 5;

/**
 * Runs the probes. Everything that was created or changed is cleaned up and the report is written, also after errors and
 * interruptions.
 *
 * @returns the exit code
 */
export async function runSmoke(options: SmokeOptions, around: Surroundings): Promise<number> {
  const { say, sleep, signal } = around;
  const aws = createAws(options, signal);
  const cleanUp = createCleanUp(say);
  const startedAt = new Date();
  const secrets = new Set<string>();
  let stack: StackFacts | undefined;
  const results: Result[] = [];
  const leftovers: Leftover[] = [];
  let exitCode: number = EXIT_CODES.usage;
  try {
    if (options.scope === 'created') {
      if (!(await isConfirmed(options, around, undefined))) return EXIT_CODES.usage;
      await createStack(aws, options, cleanUp, around);
    }
    stack = await readStack(aws, options.stack);
    if (options.scope !== 'created' && !(await isConfirmed(options, around, stack))) return EXIT_CODES.usage;
    const ask = async (question: string): Promise<string | undefined> => {
      const answer = await around.ask(question);
      if (answer !== undefined && /^\d+$/.test(answer.trim())) secrets.add(answer.trim());
      return answer;
    };
    const base = {
      aws,
      stack,
      addresses: { phone: options.phone, email: options.email },
      ask,
      say,
      sleep,
      waitFor: createWaitFor(sleep),
      rotateSecret: createSecretRotation({ aws, stack, cleanUp, waitFor: createWaitFor(sleep) }),
    };
    await runProbes(options, base, signal, results, leftovers);
    exitCode = codeOf(results);
  } catch (error) {
    if (error instanceof Interrupted) exitCode = EXIT_CODES.interrupted;
    else if (error instanceof StackError) say(`\n${error.message}`);
    else if (stack === undefined)
      say(`\nThe stack cannot be read: ${errorText(error)}. Check --region, --profile and the network.`);
    else throw error;
  } finally {
    leftovers.push(...(await cleanUp.run(createAws(options))));
    reportLeftovers(leftovers, say);
    if (leftovers.length > 0) exitCode = EXIT_CODES.leftovers;
    if (signal.aborted) exitCode = leftovers.length > 0 ? EXIT_CODES.leftovers : EXIT_CODES.interrupted;
    if (stack !== undefined && results.length > 0) {
      const file = options.report ?? `smoke-${options.stack}.md`;
      const facts = { stack, startedAt, results, leftovers, isInterrupted: signal.aborted, secrets };
      await around.writeFile(file, writeReport(facts));
      const counts = countResults(results);
      say(`\n${counts.passed} passed, ${counts.failed} differ, ${counts['not run']} not run. Report: ${file}`);
    }
  }
  return exitCode;
}

const selectedProbes = ({ only }: SmokeOptions): Probe[] =>
  PROBES.filter(({ name }) => only.length === 0 || only.includes(name));

/** Why a probe is not run; undefined if it can be. */
function reasonNotRun(probe: Probe, options: SmokeOptions, stack: StackFacts): string | undefined {
  if (SCOPES.indexOf(probe.scope) > SCOPES.indexOf(options.scope)) {
    return probe.scope === 'created'
      ? 'needs --create'
      : 'needs --disposable, because it changes the stack or creates pools';
  }
  return probe.inapplicable?.(stack, { phone: options.phone, email: options.email });
}

/** Prints the effects and the cost, and asks for confirmation. */
async function isConfirmed(options: SmokeOptions, { say, ask }: Surroundings, stack: StackFacts | undefined) {
  const probes = selectedProbes(options);
  const can =
    stack === undefined ? probes : probes.filter((probe) => reasonNotRun(probe, options, stack) === undefined);
  say(
    stack === undefined
      ? `Deploys the stack ${options.stack} in ${options.region ?? 'your default Region'}, runs ${can.length} probes, and deletes it.`
      : `Stack ${stack.name} in ${stack.region}, account ${stack.accountId}, user pool ${stack.userPoolId}`,
  );
  for (const { name, effects } of can) say(`  ${name}: ${effects}`);
  say(
    'Cost: every message at your price, and each user as monthly active (up to $0.02). Usually less than $1 together.',
  );
  say('Everything that is created is deleted, and every change is restored, also after Ctrl+C.');
  if (options.yes) return true;
  const answer = await ask('Continue? [y/N] ');
  if (answer !== undefined && /^y(es)?$/i.test(answer.trim())) return true;
  say('Nothing was done. Answer y, or add --yes.');
  return false;
}

/** Runs the selected probes and cleans up after each, so that the next one finds the stack and the address unused. */
async function runProbes(
  options: SmokeOptions,
  base: Omit<ProbeContext, 'messages' | 'cleanUp'>,
  signal: AbortSignal,
  results: Result[],
  leftovers: Leftover[],
): Promise<void> {
  const { say } = base;
  const messages = messagesForOneProbe(options, base.stack);
  for (const probe of selectedProbes(options)) {
    say(`\n${probe.name}: ${probe.title}`);
    const cleanUp = createCleanUp(say);
    const reason = reasonNotRun(probe, options, base.stack);
    const context = { ...base, cleanUp, messages };
    const outcome: Outcome =
      reason === undefined ? await runProbe(probe, context, signal) : { kind: 'not run', reason };
    const result = { probe, outcome };
    results.push(result);
    say(`  expected: ${probe.expected}`);
    say(`  ${summaryOf(result)}`);
    say(`  local pool: ${probe.local}`);
    if (outcome.kind === 'failed') say(`  what to do: ${probe.remedy}`);
    leftovers.push(...(await cleanUp.run(createAws(options))));
  }
}

/** How many messages one probe may send to one address: every other probe that asks for a code sends one. */
function messagesForOneProbe(options: SmokeOptions, stack: StackFacts): number {
  const asking = selectedProbes(options).filter(
    (probe) => probe.asksForCodes && reasonNotRun(probe, options, stack) === undefined,
  ).length;
  const limits = ['SendsIn10Minutes', 'SendsADay'].map((name) => Number(stack.parameters[name] ?? 3));
  return Math.max(1, Math.min(...limits) - Math.max(0, asking - 1));
}

async function runProbe(probe: Probe, context: ProbeContext, signal: AbortSignal): Promise<Outcome> {
  try {
    if (signal.aborted) return { kind: 'not run', reason: 'interrupted' };
    return await probe.run(context);
  } catch (error) {
    if (error instanceof NotRun) return { kind: 'not run', reason: error.message };
    if (error instanceof Interrupted || signal.aborted) return { kind: 'not run', reason: 'interrupted' };
    if (isAccessDenied(error))
      return { kind: 'not run', reason: `your credentials do not allow it: ${errorText(error)}` };
    return { kind: 'failed', observed: errorText(error) };
  }
}

function codeOf(results: readonly Result[]): number {
  const counts = countResults(results);
  if (counts.failed > 0) return EXIT_CODES.differs;
  return counts['not run'] > 0 ? EXIT_CODES.notRun : EXIT_CODES.passed;
}

const createWaitFor =
  (sleep: Surroundings['sleep']): ProbeContext['waitFor'] =>
  async (check, seconds) => {
    for (let waited = 0; ; waited += POLL_SECONDS) {
      const found = await check();
      if (found !== undefined || waited >= seconds) return found;
      await sleep(POLL_SECONDS * 1000);
    }
  };

function reportLeftovers(leftovers: readonly Leftover[], say: (line: string) => void): void {
  for (const { what, why } of leftovers) say(`NOT CLEANED UP: ${what}: ${why}`);
}
