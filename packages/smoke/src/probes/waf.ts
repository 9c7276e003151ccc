import { compare, type Probe, type ProbeContext } from '../probe.js';
import { start, unknownName } from '../support/sign-in.js';

/** More than the 60 starts in five minutes that the web ACL allows. */
const STARTS = 70;

/** Whether the web ACL recognizes starts. */
export const wafLimitsStarts: Probe = {
  name: 'waf',
  title: 'The web ACL limits starts from one IP address',
  expected: `After ${STARTS} starts from one address, further ones are refused with 403 within two minutes.`,
  local: 'Has no web ACL.',
  remedy:
    'The rule starts-by-ip does not match. Look at its sampled requests in the console for the headers that WAF sees, and report them.',
  scope: 'stack',
  effects: `makes ${STARTS} starts without a message; your IP address stays blocked for about five minutes`,
  inapplicable: ({ parameters }) =>
    parameters['WebAcl'] === 'on' ? undefined : 'the stack has no web ACL (WebAcl=off)',
  async run(context) {
    const name = unknownName();
    for (let count = 0; count < STARTS; count += 1) {
      if (await isBlocked(context, name)) return compare(true, `blocked after ${count} starts`);
    }
    const blocked = await context.waitFor(async () => ((await isBlocked(context, name)) ? true : undefined), 120);
    return compare(
      blocked === true,
      blocked ? `blocked after ${STARTS} starts` : `not blocked two minutes after ${STARTS} starts`,
    );
  },
};

/** Makes one start. Errors of Cognito's own, such as a limit on calls, are not a block. */
async function isBlocked(context: ProbeContext, name: string): Promise<boolean> {
  try {
    await start(context, name);
    return false;
  } catch (error) {
    const { name: kind, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
    if ($metadata?.httpStatusCode === 403 || kind === 'ForbiddenException') return true;
    if (kind === 'TooManyRequestsException' || kind === 'LimitExceededException') return false;
    throw error;
  }
}
