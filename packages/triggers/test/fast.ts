/** The tests that mutation testing runs for each change: those of the rules, on stores in memory (`TABLE=memory`). */
import './account.test.js';
import './check-answer.test.js';
import './closed-account.test.js';
import './code.test.js';
import './define.test.js';
import './deliver.test.js';
import './handshake.test.js';
import './rate-window.test.js';
import './destination-budget.test.js';
import './challenge-status.test.js';
import './send-budgets.test.js';
import './sms-countries.test.js';
import './send-retries.test.js';
import './captcha.test.js';
import './guess-limits.test.js';
import './code-validity.test.js';
