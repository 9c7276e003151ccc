import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root, UserError } from '../../scripts/workspace.mjs';

const RESULTS_PAGE = join(root, 'docs', 'benchmarks.md');

/** Parses the flags of a benchmark: the number of rounds, and whether to write its tables to docs/benchmarks.md. */
export function parseFlags(rounds) {
  const { values } = parseArgs({ options: { rounds: { type: 'string' }, write: { type: 'boolean' } } });
  const count = Number(values.rounds ?? rounds);
  if (!(Number.isInteger(count) && count > 0)) throw new UserError('--rounds takes a positive whole number.');
  return { rounds: count, write: values.write ?? false };
}

/** A Markdown table; the first column is text, the others are numbers. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), `|---${'|--:'.repeat(head.length - 1)}|`, ...rows.map(line)].join('\n');
}

/** A Markdown table of goals, with what was measured and whether the goal is met. */
export function goalsTable(list) {
  const rows = list.map(({ goal, found, met }) => `| ${goal} | ${found} | ${met ? 'met' : '**missed**'} |`);
  return ['| goal | measured | |', '|---|---|---|', ...rows].join('\n');
}

/** Describes a run in one sentence: date, machine, conditions and statistics. */
export function describeRun(rounds, also = []) {
  const { length } = cpus();
  const parts = [`${length} ${length === 1 ? 'core' : 'cores'}`, `Node ${process.versions.node}`, ...also];
  const each = rounds > 1 ? `medians of ${rounds} interleaved rounds, with the middle half of all values` : 'one round';
  return `${new Date().toISOString().slice(0, 10)}, ${process.platform}, ${parts.join(', ')}; ${each}.`;
}

/** Prints the results of a benchmark and optionally writes them between its markers in docs/benchmarks.md. */
export function report(name, text, write) {
  console.log(text);
  if (!write) return;
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const page = readFileSync(RESULTS_PAGE, 'utf8');
  const from = page.indexOf(open);
  const to = page.indexOf(close);
  if (from < 0 || to < from) throw new UserError(`docs/benchmarks.md has no markers for "${name}".`);
  writeFileSync(RESULTS_PAGE, `${page.slice(0, from + open.length)}\n\n${text}\n\n${page.slice(to)}`);
}
