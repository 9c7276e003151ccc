/** docs/conformance.md: which operations, flows and triggers a client has used with the local pool. */
import * as sdk from '@aws-sdk/client-cognito-identity-provider';
import { OPERATION_NAMES } from '../../src/services/cognito-idp/call-operation.js';

/** A recorded round, as `GET /activity/<id>` returns it. */
export interface RecordedRound {
  readonly operation: string;
  readonly request: string;
  readonly outcome: { readonly kind: string };
  readonly triggers: readonly { readonly source: string }[];
}

/** One line of the table. */
interface Row {
  readonly operation: string;
  /** The flow of InitiateAuth, or the challenge of RespondToAuthChallenge. */
  readonly flow: string;
  readonly triggers: Set<string>;
  readonly clients: Set<string>;
}

/** Collects the calls of clients. */
export function createTable() {
  const rows = new Map<string, Row>();
  return {
    add(client: string, round: RecordedRound): void {
      if (round.outcome.kind === 'error') return;
      const { AuthFlow, ChallengeName } = JSON.parse(round.request) as Record<string, string | undefined>;
      const { operation } = round;
      const flow = AuthFlow ?? ChallengeName ?? '';
      const key = `${operation} ${flow}`;
      const row = rows.get(key) ?? { operation, flow, triggers: new Set(), clients: new Set() };
      rows.set(key, row);
      row.clients.add(client);
      for (const { source } of round.triggers) row.triggers.add(source);
    },
    /** The operations of the local pool that no client has used. */
    unused: (): string[] => OPERATION_NAMES.filter((name) => ![...rows.values()].some((row) => row.operation === name)),
    markdown: (): string => documentOf([...rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)),
  };
}

/** The names of Cognito's operations, from the AWS SDK. */
const cognitoOperations = (): string[] =>
  Object.keys(sdk)
    .filter((name) => /^[A-Z]\w*Command$/.test(name))
    .map((name) => name.slice(0, -'Command'.length))
    .sort();

function documentOf(rows: readonly Row[]): string {
  const names = cognitoOperations();
  const missing = names.filter((name) => !OPERATION_NAMES.includes(name));
  const code = (values: Iterable<string>): string => [...values].map((value) => `\`${value}\``).join(', ');
  return `# Conformance of the local pool

<!-- Written by packages/local-pool/test/conformance.test.ts. To renew it: WRITE=1 node --conditions=source --import tsx --test packages/local-pool/test/conformance.test.ts -->

What the [local pool](../packages/local-pool/README.md) implements of Cognito's user pool API, and which unmodified clients have used it in a
test: Amplify 6, amazon-cognito-identity-js, and the AWS SDK for JavaScript v3. The test signs in with each of them on a pool with every
trigger, and writes this page from the calls that the pool recorded. aws-jwt-verify accepts the tokens
(\`packages/local-pool/test/clients.test.ts\`).

The local pool has ${OPERATION_NAMES.length} of Cognito's ${names.length} operations. Its [README](../packages/local-pool/README.md#differences-from-aws) lists the known
differences with their sources.

## Supported

| operation | flow or challenge | triggers that ran | used by |
|---|---|---|---|
${rows.map((row) => `| ${row.operation} | ${code(row.flow === '' ? [] : [row.flow])} | ${code([...row.triggers].sort())} | ${[...row.clients].join(', ')} |`).join('\n')}

## Not supported

A call of one of these operations ends in \`UnknownOperationException\`:

${wrap(`${missing.join(', ')}.`)}
`
    .replaceAll('|  |', '| |')
    .replaceAll('|  |', '| |');
}

/** Breaks a text into lines of at most 140 characters. */
const wrap = (text: string): string => text.replace(/(.{1,140})(?: |$)/g, '$1\n').trimEnd();
