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
        'countries.ts',
        'fetch-with-auth.ts',
        'on-session-change.ts',
        'password.ts',
        'phone.ts',
      ],
      imports: ['client', 'cognito', 'validation', 'platform', 'contracts', 'wire'],
      libraries: ['amazon-cognito-identity-js', 'libphonenumber-js/*'],
    },
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
    lambda: { files: ['lambda/'], imports: ['config', 'handlers', 'aws', 'adapters', 'messages'] },
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
  // model. No service imports another. In cognito-idp: operations → auth, users → request, messages → triggers.
  'local-pool': {
    commandLine: {
      files: ['bin.ts', 'command-line.ts'],
      imports: ['start', 'model'],
      libraries: ['node:util'],
    },
    index: { files: ['index.ts'], imports: ['start', 'template', 'iam', 'control', 'model'] },
    start: {
      files: ['start-local-pool.ts', 'data-directory.ts'],
      imports: [
        'http',
        'cognitoTriggers',
        'cognitoIdentity',
        'dynamodb',
        'secretsManager',
        'smsVoice',
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
        'ses',
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
      files: ['services/cognito-idp/call-operation.ts'],
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
      imports: ['cognitoRequest', 'cognitoMessages', 'cognitoTriggers', 'serviceSupport', 'control', 'model'],
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
    serviceSupport: { files: ['services/shared/'], imports: ['model'], libraries: ['node:http'] },
    lambda: { files: ['lambda/'], imports: ['iam', 'model'], libraries: ['node:*'] },
    template: { files: ['template/'], imports: ['iam', 'model'], libraries: ['yaml', 'node:*'] },
    iam: { files: ['iam/'], imports: ['model'], libraries: ['node:crypto'] },
    control: { files: ['control/'], imports: ['model'], libraries: ['node:http'] },
    model: { files: ['model/'], imports: [], libraries: ['jose', 'node:crypto'] },
  },

  // The element: entries → elements → login → views → contracts → dom, i18n. The elements load the login code, which the
  // first paint does not need, by import() only.
  'otp-element': {
    entries: {
      files: ['index.ts', 'define.ts', 'define-companions.ts', 'cdn.ts'],
      imports: ['elements', 'contracts', 'i18n'],
    },
    snippet: { files: ['snippet.ts'], imports: ['views', 'contracts', 'styles', 'i18n', 'dom'] },
    elements: {
      files: ['elements/'],
      imports: ['client', 'views', 'contracts', 'styles', 'i18n', 'dom'],
      dynamicImports: ['login'],
      libraries: ['@cognito-otp/client', '@lit/reactive-element'],
    },
    login: {
      files: ['login/'],
      imports: ['client', 'views', 'contracts', 'styles', 'i18n', 'dom'],
      libraries: [
        '@cognito-otp/client',
        '@cognito-otp/client/countries',
        '@cognito-otp/client/phone',
        '@lit/reactive-element',
      ],
    },
    client: {
      files: ['client/'],
      imports: ['contracts'],
      libraries: ['@cognito-otp/client', '@lit/reactive-element'],
    },
    views: { files: ['views/'], imports: ['contracts', 'i18n', 'dom'], libraries: ['@cognito-otp/client/countries'] },
    contracts: {
      files: ['contracts/'],
      imports: ['i18n', 'dom'],
      libraries: ['@cognito-otp/client', '@lit/reactive-element'],
    },
    styles: {
      files: ['styles/'],
      imports: [],
      libraries: ['@lit/reactive-element', '@lit/reactive-element/css-tag.js'],
    },
    i18n: { files: ['i18n/'], imports: [], libraries: ['@cognito-otp/client', '@cognito-otp/client/countries'] },
    dom: { files: ['dom/'], imports: [], libraries: ['@lit/reactive-element'] },
  },

  // Test support. No other package's sources may import it, since no layer lists it as a library.
  'test-kit': {
    deployment: {
      files: ['deployment.ts'],
      imports: ['poolClient'],
      libraries: ['@cognito-otp/local-pool', 'node:*'],
    },
    captchaService: { files: ['captcha-service.ts', 'self-signed-certificate.ts'], imports: [], libraries: ['node:*'] },
    // Run in browsers, too.
    poolClient: { files: ['pool-client.ts'], imports: ['values'], libraries: ['@cognito-otp/local-pool'] },
    values: { files: ['codes.ts', 'identifiers.ts', 'until.ts'], imports: [] },
  },
};
