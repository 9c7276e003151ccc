/** What mutation testing runs, hundreds of times: the tests of the rules, on the table's stand-in (`TABLE=memory`). */
import './account.test.js';
import './check-answer.test.js';
import './closed.test.js';
import './code.test.js';
import './define.test.js';
import './deliver.test.js';
import './handshake.test.js';
import './guesses.test.js';
import './sends.test.js';
