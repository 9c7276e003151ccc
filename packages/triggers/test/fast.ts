/** The tests that mutation testing runs for each change: those of the rules, on stores in memory (`TABLE=memory`). */
import './account.test.js';
import './check-answer.test.js';
import './closed.test.js';
import './code.test.js';
import './define.test.js';
import './deliver.test.js';
import './handshake.test.js';
import './guesses.test.js';
import './sends.test.js';
