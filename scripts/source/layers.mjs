/**
 * The layers of each package and what each of them may import. `npm test` checks every import against this file.
 *
 * @typedef {object} Layer
 * @property {readonly string[]} files folders (ending in a slash) and files below the package's `src`
 * @property {readonly string[]} imports layers that it may import, besides itself
 * @property {readonly string[]} [dynamicImports] layers that it may load with `import()` only
 * @property {readonly string[]} [libraries] npm packages, packages of this workspace and Node's modules that it may
 *   import; `*` stands for any characters
 */

/** @type {Readonly<Record<string, Readonly<Record<string, Layer>>>>} package folder → name of the layer → layer */
export const PACKAGES = {
  // The browser client: entries → client → session, handshake → cognito → validation, platform → contracts → wire.
  'otp-client': {
    entries: {
      files: [
        'index.ts',
        'account.ts',
        'aws-credentials.ts',
        'complete.ts',
        'fetch-with-auth.ts',
        'on-session-change.ts',
        'password.ts',
        'phone.ts',
        'phone-as-typed.ts',
        'phone-metadata.ts',
        'phone-on-demand.ts',
        'device.ts',
        'sessions.ts',
      ],
      imports: ['client', 'cognito', 'phone', 'countries', 'validation', 'platform', 'contracts', 'wire'],
      libraries: ['amazon-cognito-identity-js', 'libphonenumber-js/min/metadata'],
    },
    phone: {
      files: ['phone/'],
      imports: ['countries', 'validation', 'contracts'],
      libraries: ['libphonenumber-js/core'],
    },
    countries: { files: ['countries.ts'], imports: [] },
    client: { files: ['client/'], imports: ['session', 'handshake', 'cognito', 'validation', 'platform', 'contracts'] },
    session: { files: ['session/'], imports: ['cognito', 'validation', 'platform', 'contracts'] },
    handshake: { files: ['handshake/'], imports: ['cognito', 'validation', 'platform', 'contracts', 'wire'] },
    cognito: { files: ['cognito/'], imports: ['validation', 'platform', 'contracts'] },
    validation: { files: ['validation/'], imports: ['contracts'] },
    platform: { files: ['platform/'], imports: ['contracts'] },
    contracts: { files: ['contracts/'], imports: ['wire'] },
    wire: { files: ['wire.ts'], imports: [] },
  },

  // The Lambda triggers: entries → config → handlers → flows → messages, wire → domain → ports. Only aws and adapters
  // reach out; domain and flows know neither.
  triggers: {
    index: {
      files: ['index.ts'],
      imports: ['createTriggers', 'config', 'aws', 'adapters', 'messages', 'domain', 'ports'],
    },
    lambda: { files: ['lambda/'], imports: ['config', 'domain', 'handlers', 'aws', 'adapters', 'messages'] },
    createTriggers: {
      files: ['create-triggers.ts'],
      imports: ['config', 'handlers', 'adapters', 'messages', 'domain', 'ports'],
      libraries: ['@cognito-otp/client/wire'],
    },
    config: {
      files: ['config/'],
      imports: ['handlers', 'aws', 'domain', 'ports'],
      libraries: ['@cognito-otp/client/wire'],
    },
    handlers: {
      files: ['handlers/'],
      imports: ['flows', 'wire', 'domain', 'ports'],
      libraries: ['@cognito-otp/client/wire', 'aws-lambda', 'node:crypto'],
    },
    aws: { files: ['aws/'], imports: ['domain', 'ports'], libraries: ['@aws-sdk/*', 'node:crypto'] },
    adapters: { files: ['adapters/'], imports: ['ports'], libraries: ['node:crypto'] },
    flows: {
      files: ['flows/'],
      imports: ['messages', 'wire', 'domain', 'ports'],
      libraries: ['@cognito-otp/client/wire', 'node:crypto'],
    },
    messages: { files: ['messages/'], imports: ['domain', 'ports'] },
    wire: { files: ['wire/'], imports: ['domain'], libraries: ['@cognito-otp/client/wire'] },
    domain: {
      files: ['domain/'],
      imports: ['ports'],
      libraries: ['@cognito-otp/client/wire', 'libphonenumber-js/*', 'node:crypto'],
    },
    ports: { files: ['ports/'], imports: [], libraries: ['@cognito-otp/client/wire'] },
  },

  // The local user pool: command line → start → http → services → lambda, iam, control → model; start → template → iam →
  // model. No service imports another. In cognito-idp: operations → auth → users → request, messages → triggers.
  'local-pool': {
    commandLine: {
      files: ['bin.ts', 'command-line.ts'],
      imports: ['start', 'model'],
      libraries: ['node:util'],
    },
    index: { files: ['index.ts'], imports: ['start', 'template', 'iam', 'control', 'model', 'dynamodb'] },
    // For test runners. The control client runs in browsers, too.
    runners: { files: ['testing/vite.ts', 'testing/playwright.ts'], imports: ['start', 'controlClient'] },
    controlClient: { files: ['testing/control-client.ts'], imports: ['control'] },
    start: {
      files: ['start-local-pool.ts', 'data-directory.ts', 'function-logging.ts', 'ready-report.ts'],
      imports: [
        'http',
        'cognitoIdp',
        'cognitoTriggers',
        'cognitoIdentity',
        'dynamodb',
        'secretsManager',
        'kms',
        'smsVoice',
        'ssm',
        'template',
        'lambda',
        'iam',
        'control',
        'model',
      ],
      libraries: ['node:*'],
    },
    http: {
      files: ['http/'],
      imports: [
        'cognitoIdp',
        'cognitoRequest',
        'cognitoIdentity',
        'dynamodb',
        'secretsManager',
        'kms',
        'ses',
        'ssm',
        'smsVoice',
        'sns',
        'serviceSupport',
        'iam',
        'control',
        'model',
      ],
      libraries: ['node:*'],
    },
    cognitoIdp: {
      files: ['services/cognito-idp/call-operation.ts', 'services/cognito-idp/template-users.ts'],
      imports: ['cognitoOperations', 'cognitoRequest', 'serviceSupport', 'iam', 'model'],
    },
    cognitoOperations: {
      files: ['services/cognito-idp/operations/'],
      imports: [
        'cognitoRequest',
        'cognitoAuth',
        'cognitoUsers',
        'cognitoMessages',
        'cognitoTriggers',
        'serviceSupport',
        'model',
      ],
    },
    cognitoRequest: {
      files: ['services/cognito-idp/request/'],
      imports: ['cognitoTriggers', 'serviceSupport', 'control', 'model'],
      libraries: ['node:crypto'],
    },
    cognitoAuth: {
      files: ['services/cognito-idp/auth/'],
      imports: [
        'cognitoRequest',
        'cognitoUsers',
        'cognitoMessages',
        'cognitoTriggers',
        'serviceSupport',
        'control',
        'model',
      ],
      libraries: ['node:crypto'],
    },
    cognitoUsers: {
      files: ['services/cognito-idp/users/'],
      imports: ['cognitoMessages', 'cognitoTriggers', 'serviceSupport', 'model'],
      libraries: ['node:crypto'],
    },
    cognitoMessages: {
      files: ['services/cognito-idp/messages/'],
      imports: ['cognitoTriggers', 'control', 'model'],
      libraries: ['node:crypto'],
    },
    cognitoTriggers: {
      files: ['services/cognito-idp/triggers/'],
      imports: ['lambda', 'iam', 'control', 'model'],
    },
    cognitoIdentity: {
      files: ['services/cognito-identity/'],
      imports: ['serviceSupport', 'iam', 'model'],
      libraries: ['node:crypto'],
    },
    dynamodb: {
      files: ['services/dynamodb/'],
      imports: ['serviceSupport', 'iam', 'model'],
      libraries: ['dynalite', 'node:*'],
    },
    secretsManager: {
      files: ['services/secrets-manager/'],
      imports: ['lambda', 'iam', 'model'],
      libraries: ['node:crypto'],
    },
    ses: {
      files: ['services/ses/'],
      imports: ['serviceSupport', 'iam', 'control', 'model'],
      libraries: ['node:crypto'],
    },
    kms: { files: ['services/kms/'], imports: ['iam', 'model'], libraries: ['node:crypto'] },
    ssm: { files: ['services/ssm/'], imports: ['iam', 'model'] },
    smsVoice: {
      files: ['services/sms-voice/'],
      imports: ['serviceSupport', 'iam', 'control', 'model'],
      libraries: ['node:crypto'],
    },
    sns: {
      files: ['services/sns/'],
      imports: ['serviceSupport', 'iam', 'control', 'model'],
      libraries: ['node:crypto'],
    },
    serviceSupport: { files: ['services/shared/'], imports: ['model'], libraries: ['node:http', 'node:crypto'] },
    lambda: { files: ['lambda/'], imports: ['iam', 'model'], libraries: ['node:*'] },
    template: { files: ['template/'], imports: ['iam', 'model'], libraries: ['yaml', 'node:*'] },
    iam: { files: ['iam/'], imports: ['model'], libraries: ['node:crypto'] },
    control: { files: ['control/'], imports: ['model'], libraries: ['node:async_hooks', 'node:http'] },
    model: { files: ['model/'], imports: [], libraries: ['jose', 'node:crypto', 'node:zlib'] },
  },

  // The element: entries → elements → login → views → contracts → dom, i18n. The elements load the login code, which the
  // first paint does not need, by import() only.
  'otp-element': {
    entries: {
      files: ['index.ts', 'define.ts', 'define-companions.ts', 'cdn.ts', 'unsupported.ts'],
      imports: ['elements', 'contracts', 'i18n'],
    },
    snippet: { files: ['snippet.ts'], imports: ['server', 'i18n', 'dom'] },
    react: {
      files: ['react.ts', 'react/'],
      imports: ['elements', 'entries', 'server', 'i18n'],
      libraries: ['react', '#shadow-content', '@lit/reactive-element'],
    },
    server: { files: ['server/'], imports: ['views', 'contracts', 'styles', 'i18n', 'dom'] },
    elements: {
      files: ['elements/'],
      imports: ['client', 'views', 'contracts', 'styles', 'i18n', 'dom'],
      dynamicImports: ['login', 'sessions'],
      libraries: ['@cognito-otp/client', '@lit/reactive-element'],
    },
    login: {
      files: ['login/'],
      imports: ['client', 'views', 'contracts', 'styles', 'i18n', 'dom'],
      libraries: [
        '@cognito-otp/client',
        '@cognito-otp/client/account',
        '@cognito-otp/client/countries',
        '@cognito-otp/client/phone-as-typed',
        '@cognito-otp/client/phone-metadata',
        '@cognito-otp/client/phone-on-demand',
        '@lit/reactive-element',
      ],
    },
    sessions: {
      files: ['sessions/'],
      imports: ['contracts', 'styles', 'i18n', 'dom'],
      libraries: ['@cognito-otp/client', '@cognito-otp/client/sessions', '@lit/reactive-element'],
    },
    client: {
      files: ['client/'],
      imports: ['contracts', 'dom'],
      libraries: [
        '@cognito-otp/client',
        '@cognito-otp/client/device',
        '@cognito-otp/client/phone-metadata',
        '@lit/reactive-element',
      ],
    },
    views: { files: ['views/'], imports: ['contracts', 'i18n', 'dom'], libraries: ['@cognito-otp/client/countries'] },
    contracts: {
      files: ['contracts/'],
      imports: ['i18n', 'dom'],
      libraries: ['@cognito-otp/client', '@cognito-otp/client/phone-metadata', '@lit/reactive-element'],
    },
    styles: {
      files: ['styles/'],
      imports: [],
      libraries: ['@lit/reactive-element', '@lit/reactive-element/css-tag.js'],
    },
    i18n: { files: ['i18n/'], imports: [], libraries: ['@cognito-otp/client', '@cognito-otp/client/countries'] },
    dom: { files: ['dom/'], imports: [], libraries: ['@lit/reactive-element'] },
  },

  // The command line for existing user pools: bin → command line → commands → plan, record → aws → errors.
  cli: {
    bin: { files: ['bin.ts'], imports: ['commandLine'], libraries: ['node:readline/promises'] },
    index: { files: ['index.ts'], imports: ['commandLine'] },
    commandLine: {
      files: ['command-line.ts'],
      imports: ['commands', 'plan', 'record', 'aws', 'errors'],
      libraries: ['node:util'],
    },
    commands: { files: ['commands/'], imports: ['plan', 'record', 'aws', 'errors'], libraries: ['node:*'] },
    record: { files: ['record.ts'], imports: ['plan', 'errors'], libraries: ['node:fs'] },
    plan: { files: ['plan/'], imports: ['aws', 'errors'], libraries: ['@aws-sdk/*', 'node:util'] },
    aws: { files: ['aws/'], imports: ['errors'], libraries: ['@aws-sdk/*', 'node:fs'] },
    errors: { files: ['errors.ts'], imports: [] },
  },

  // The smoke test of a deployed stack: main → run → registry → probes → support → aws. A probe imports no other probe.
  smoke: {
    main: { files: ['main.ts'], imports: ['run', 'registry', 'commandLine', 'aws'], libraries: ['node:*'] },
    index: { files: ['index.ts'], imports: ['run', 'registry', 'commandLine', 'probe', 'support'] },
    run: { files: ['run.ts'], imports: ['registry', 'commandLine', 'probe', 'support', 'aws'] },
    registry: { files: ['registry.ts'], imports: ['probes', 'probe'] },
    probes: {
      files: ['probes/'],
      imports: ['probe', 'support', 'aws'],
      libraries: ['@aws-sdk/*', 'node:crypto'],
    },
    commandLine: { files: ['command-line.ts'], imports: ['probe'], libraries: ['node:util'] },
    support: { files: ['support/'], imports: ['probe', 'aws'], libraries: ['@aws-sdk/*', 'node:crypto'] },
    probe: { files: ['probe.ts'], imports: ['aws'] },
    aws: { files: ['aws/'], imports: [], libraries: ['@aws-sdk/*'] },
  },

  // Test support. No other package's sources may import it, since no layer lists it as a library.
  'test-kit': {
    deployment: {
      files: ['deployment.ts'],
      imports: ['poolClient'],
      libraries: ['node:*'],
    },
    captchaService: { files: ['captcha-service.ts', 'self-signed-certificate.ts'], imports: [], libraries: ['node:*'] },
    linearTime: { files: ['linear-time.ts'], imports: [], libraries: ['node:assert/strict'] },
    // Run in browsers, too.
    poolClient: { files: ['pool-client.ts'], imports: ['values'] },
    values: { files: ['codes.ts', 'identifiers.ts', 'until.ts'], imports: [] },
  },
};
