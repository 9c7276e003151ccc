import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root, UserError } from '../../scripts/workspace.mjs';

const file = join(root, 'docs', 'benchmarks.md');

/** A benchmark's flags: how many rounds, and whether its tables go into docs/benchmarks.md. */
export function flags(rounds) {
  const { values } = parseArgs({ options: { rounds: { type: 'string' }, write: { type: 'boolean' } } });
  const wanted = Number(values.rounds ?? rounds);
  if (!(Number.isInteger(wanted) && wanted > 0)) throw new UserError('--rounds takes a whole number from 1.');
  return { rounds: wanted, write: values.write ?? false };
}

/** A Markdown table; the first column is text, the others are numbers. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), `|---${'|--:'.repeat(head.length - 1)}|`, ...rows.map(line)].join('\n');
}

/** Goals as a table that says what was measured and whether that is enough. */
export function goals(list) {
  const rows = list.map(({ goal, found, met }) => `| ${goal} | ${found} | ${met ? 'met' : '**missed**'} |`);
  return ['| goal | measured | |', '|---|---|---|', ...rows].join('\n');
}

/** When and on what a run was made. */
export function setting(rounds, also = []) {
  const { length } = cpus();
  const parts = [`${length} ${length === 1 ? 'core' : 'cores'}`, `Node ${process.versions.node}`, ...also];
  const each = rounds > 1 ? `medians of ${rounds} interleaved rounds, with the middle half of all values` : 'one round';
  return `${new Date().toISOString().slice(0, 10)}, ${process.platform}, ${parts.join(', ')}; ${each}.`;
}

/** Prints a benchmark's text, and puts it between its marks in docs/benchmarks.md if asked. */
export function report(name, text, write) {
  console.log(text);
  if (!write) return;
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const page = readFileSync(file, 'utf8');
  const from = page.indexOf(open);
  const to = page.indexOf(close);
  if (from < 0 || to < from) throw new UserError(`docs/benchmarks.md has no place for “${name}”.`);
  writeFileSync(file, `${page.slice(0, from + open.length)}\n\n${text}\n\n${page.slice(to)}`);
}
