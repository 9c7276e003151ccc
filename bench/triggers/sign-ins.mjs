import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../scripts/workspace.mjs';
import { goalsTable, report, table } from '../lib/report.mjs';

/** The triggers that call AWS, in the order of a sign-in. DefineAuthChallenge calls nothing. */
const TRIGGERS = ['PreSignUp', 'CreateAuthChallenge', 'VerifyAuthChallengeResponse', 'PostAuthentication'];

/** The most calls to AWS that a sign-in of a known user may make. */
const MAX_CALLS = 10;

/** How far the AUC may be from 0.5 where response times must not reveal accounts. */
const MAX_AUC_DISTANCE = 0.03;

/**
 * Reports the calls to AWS of each kind of sign-in, counted in the deployed functions on a local pool, and the delays and
 * the AUC of response times, simulated with the handler.
 */
export async function reportSignIns(write) {
  const main = join(root, 'packages/triggers/test/benchmark/main.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=source', '--import', 'tsx', main], {
    cwd: root,
  });
  const { samples, responses, signIns } = JSON.parse(stdout);
  const total = (calls) => Object.values(calls).flat().length;
  const counts = signIns.map(({ name, calls }) => [
    name,
    ...TRIGGERS.map((trigger) => calls[trigger]?.length ?? '–'),
    `**${total(calls)}**`,
  ]);
  const times = responses.map(({ provider, run, median, p95, auc }) => [
    `${provider}: ${run}`,
    Math.round(median),
    Math.round(p95),
    auc.toFixed(3),
  ]);
  const known = signIns.filter(({ name }) => name.startsWith('known user'));
  const hidden = responses.filter(({ selfSignUp, isEarlier }) => !selfSignUp && !isEarlier);
  const distance = Math.max(...hidden.map(({ auc }) => Math.abs(auc - 0.5)));
  const most = Math.max(...known.map(({ calls }) => total(calls)));
  const goals = [
    { goal: `known user: at most ${MAX_CALLS} calls`, found: `${most}`, met: most <= MAX_CALLS },
    {
      goal: `AUC 0.5 ± ${MAX_AUC_DISTANCE} over ${samples} starts of each kind, with \`SelfSignUp=off\``,
      found: `± ${distance.toFixed(3)}`,
      met: distance <= MAX_AUC_DISTANCE,
    },
  ];
  const parts = [
    table(['calls to AWS', ...TRIGGERS, 'all'], counts),
    table(['provider and function', 'added wait, median, ms', '95 %, ms', 'AUC'], times),
    goalsTable(goals),
  ];
  report('sign-in-calls', parts.join('\n\n'), write);
}
