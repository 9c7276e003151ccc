import { exampleServer } from './server.js';

/** Starts the example server: `node --import tsx examples/server-cookies/main.ts <user pool id> <client id> [endpoint of a local pool]` */
const [userPoolId = '', clientId = '', endpoint] = process.argv.slice(2);
const server = exampleServer({ userPoolId, clientId, ...(endpoint && { endpoint }) });
server.listen(8080, '127.0.0.1', () => console.log('http://127.0.0.1:8080'));
