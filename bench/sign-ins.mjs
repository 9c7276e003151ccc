import { kilobytes } from '../scripts/bundle.mjs';
import { runCommand } from '../scripts/workspace.mjs';
import { openChromium } from './lib/chromium.mjs';
import { describeRun, goalsTable, parseFlags, report, table } from './lib/report.mjs';
import { serve } from './lib/serve.mjs';
import { prepare } from './lib/set-up.mjs';
import { interleaved, median, spread } from './lib/statistics.mjs';
import { signIn } from './sign-in/measure.mjs';
import { startPools } from './sign-in/pools.mjs';
import { signInSubjects } from './sign-in/subjects.mjs';

/** Chromium's "Slow 4G": ms a request, and bytes a ms. */
const ROUND_TRIP_MS = 562.5;
const BYTES_PER_MS = 180;

/** Bytes of Cognito's replies: a challenge, and tokens. */
const CHALLENGE_BYTES = 1300;
const TOKEN_BYTES = 4200;

/**
 * The shortest time that the network allows.
 *
 * @param {number} bytes that the page must have loaded before its field can be used
 * @param {number} pageLoads requests one after the other until the field: 1 if it is in the HTML
 * @param {number} calls of Cognito one after the other until the code is sent
 */
function limitOf(bytes, pageLoads, calls) {
  const field = pageLoads * ROUND_TRIP_MS + bytes / BYTES_PER_MS;
  const code = calls * ROUND_TRIP_MS + CHALLENGE_BYTES / BYTES_PER_MS;
  const signedIn = ROUND_TRIP_MS + TOKEN_BYTES / BYTES_PER_MS;
  return { field, code, signedIn, sum: field + code + signedIn };
}

/** As in a phone book, or with the calling code when it is pasted. */
const typedNumber = (e164, pastes) => (pastes ? e164 : e164.replace('+44', '0'));

/** Measures whole sign-ins, and reports them next to the limits. */
export async function benchSignIns(chromium, rounds, write) {
  const pools = await startPools();
  const server = await serve(undefined, { '/': pools.custom.endpoint, '/native': pools.native.endpoint });
  try {
    const all = await signInSubjects(server, pools);
    const results = await interleaved(Object.values(all), rounds, async (subject) => {
      const address = await pools.createAccount(subject.channel, subject.isNative);
      const { codeTo } = pools[subject.isNative ? 'native' : 'custom'];
      const national = subject.isNative ? address.replace('+44', '') : typedNumber(address, subject.pastes);
      return chromium.withPage(
        (page) =>
          signIn(page, {
            url: server.origin + subject.path,
            text: subject.channel === 'sms' ? national : address,
            pastes: subject.pastes,
            submitsCode: subject.isNative,
            enterAgain: subject.name.includes('pre-rendered'),
            code: () => codeTo(address),
          }),
        { slowNetwork: true },
      );
    });
    const of = (subject, what) => median(results.get(subject)[what]);
    const limits = {
      element: limitOf(of(all.element, 'fieldBytes'), 2, 1),
      html: limitOf(server.size(all.prerendered.path), 1, 1),
    };
    const newDevice = {
      element: limitOf(of(all.element, 'fieldBytes'), 2, 2),
      html: limitOf(server.size(all.prerendered.path), 1, 2),
    };
    const subjectRow = (subject) => [
      subject.name,
      ...['field', 'code', 'signedIn', 'sum'].map((what) => spread(results.get(subject)[what], 0)),
      ['fieldBytes', 'codeBytes', 'bytes'].map((what) => kilobytes(of(subject, what))).join(' · '),
      of(subject, 'files').toFixed(0),
    ];
    const limitRow = (name, limit) => [
      name,
      ...['field', 'code', 'signedIn', 'sum'].map((what) => limit[what].toFixed(0)),
      '',
      '',
    ];
    const rows = [
      ...Object.values(all).map(subjectRow),
      limitRow('limit: the form is drawn by a script', limits.element),
      limitRow('limit: the form is in the HTML', limits.html),
      limitRow('limit: drawn by a script, new device', newDevice.element),
      limitRow('limit: in the HTML, new device', newDevice.html),
    ];
    const head = ['form', 'field, ms', 'Enter → code step, ms', 'last digit → signed in, ms', 'sum, ms', 'kB', 'files'];
    const conditions = [chromium.name, 'processor slowed 4 times', 'Slow 4G', 'empty cache', 'brotli', '80 ms a key'];
    const text = [describeRun(rounds, conditions), table(head, rows), goalsTable(goals(all, of, limits, newDevice))];
    report('sign-ins', text.join('\n\n'), write);
  } finally {
    server.close();
    await pools.close();
  }
}

/** The targets, with the cause of each that is missed. */
function goals(all, of, limits, newDevice) {
  /** The parts of the time between Enter and the code step. */
  const partsOf = (subject) => {
    const [files, before, calls, after] = ['filesLate', 'beforeCall', 'calls', 'afterReply'].map((what) =>
      of(subject, what).toFixed(0),
    );
    return `until the last file ${files} ms, processor until the call ${before} ms, call ${calls} ms, drawing ${after} ms`;
  };
  const atMost = (what, subject, measure, limit, factor) => {
    const found = of(subject, measure);
    const met = found <= factor * limit;
    return {
      goal: `${what}: ≤ ${factor} times the limit`,
      found: `${(found / limit).toFixed(2)} times${met ? '' : `; after Enter: ${partsOf(subject)}`}`,
      met,
    };
  };
  const bytes = (what, found, limit) => ({
    goal: `${what}: ≤ ${limit} kB`,
    found: `${kilobytes(found)} kB`,
    met: found <= limit * 1000,
  });
  return [
    atMost('element: Enter → code step', all.element, 'code', limits.element.code, 1.3),
    atMost('pre-rendered: Enter → code step', all.prerendered, 'code', limits.html.code, 1.3),
    atMost('element, number pasted: Enter → code step', all.elementPasted, 'code', limits.element.code, 1.6),
    atMost('pre-rendered, number pasted: Enter → code step', all.prerenderedPasted, 'code', limits.html.code, 1.6),
    atMost('element, new device: Enter → code step', all.elementNew, 'code', newDevice.element.code, 1.3),
    atMost('element by email: Enter → code step', all.elementEmail, 'code', limits.element.code, 1.3),
    atMost('element: whole sign-in by phone', all.element, 'sum', limits.element.sum, 1.25),
    atMost('pre-rendered: whole sign-in by phone', all.prerendered, 'sum', limits.html.sum, 1.25),
    {
      goal: 'pre-rendered: time to the field within 1.1 times that of the bare form',
      found: `${(of(all.prerendered, 'field') / of(all.client, 'field')).toFixed(2)} times`,
      met: of(all.prerendered, 'field') <= 1.1 * of(all.client, 'field'),
    },
    bytes('element: signed in by phone', of(all.element, 'bytes'), 40),
    bytes('element: signed in by email', of(all.elementEmail, 'bytes'), 28),
  ];
}

if (import.meta.filename === process.argv[1]) {
  await runCommand(async () => {
    const { rounds, write } = parseFlags(7);
    await prepare();
    const chromium = await openChromium();
    try {
      await benchSignIns(chromium, rounds, write);
    } finally {
      await chromium.close();
    }
  });
}
