import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../environment/package.ts';
import { FAULTS } from './faults/all.ts';
import type { Fault } from './fault.ts';

export interface ChaosOptions {
  /** The study, as arguments of `epochal run`. */
  readonly study: readonly string[];
  /** Faults to inject. */
  readonly kills: number;
  readonly rngSeed: number;
  readonly faults: readonly Fault[];
  /** No further fault is injected after so long; null for no limit. */
  readonly minutes: number | null;
}

/** Short, and yet most kills land inside an epoch: about 0.5 s each on one core. */
const SMALL_STUDY = [
  join(packageRoot, 'specs', 'relu.yaml'),
  ...['--set', 'data.split={train: 20000, validation: 2000}'],
  ...['--set', 'training.epochs=12'],
  ...['--set', 'seeds=[0, 1]'],
];

const OPTIONS = `npm run chaos -- [--kills N] [--rng-seed N] [--faults A,B] [--minutes N] [--spec FILE]

Runs a study undisturbed, then again under faults, and compares the two.
  --kills N     faults to inject (default 20); the study is repeated until all were
  --rng-seed N  decides which fault comes when (default 1)
  --faults A,B  names or groups of the list below (default: all)
  --minutes N   injects no more after so long (default: no limit)
  --spec FILE   another study than specs/relu.yaml with fewer samples and epochs

Faults, by group:
`;

/** What `--help` prints. */
export function usage(): string {
  const width = Math.max(...FAULTS.map(({ name }) => name.length));
  const groups = [...new Set(FAULTS.map(({ group }) => group))];
  const lines = groups.flatMap((group) => [
    group,
    ...FAULTS.filter((fault) => fault.group === group).map(
      ({ name, about }) => `  ${name.padEnd(width)}  ${about}`,
    ),
  ]);
  return `${OPTIONS}${lines.join('\n')}\n`;
}

/** @throws TypeError for an option, a fault or a number that can't be. */
export function parseOptions(args: readonly string[]): ChaosOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      spec: { type: 'string' },
      kills: { type: 'string', default: '20' },
      'rng-seed': { type: 'string', default: '1' },
      faults: { type: 'string', default: 'all' },
      minutes: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || values.faults === 'list') return 'help';
  return {
    study: values.spec === undefined ? SMALL_STUDY : [values.spec],
    kills: wholeNumber('--kills', values.kills, 1),
    rngSeed: wholeNumber('--rng-seed', values['rng-seed'], 0),
    faults: chosenFaults(values.faults),
    minutes: values.minutes === undefined ? null : wholeNumber('--minutes', values.minutes, 1),
  };
}

function chosenFaults(text: string): readonly Fault[] {
  if (text === 'all') return FAULTS;
  const names = text.split(',').map((name) => name.trim());
  for (const name of names) {
    if (FAULTS.some((fault) => fault.name === name || fault.group === name)) continue;
    throw new TypeError(`--faults has ${JSON.stringify(name)}. --faults list shows what there is.`);
  }
  return FAULTS.filter(({ name, group }) => names.includes(name) || names.includes(group));
}

function wholeNumber(option: string, text: string, from: number): number {
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value >= from) return value;
  throw new TypeError(`${option} is ${JSON.stringify(text)}, expected a whole number from ${from}`);
}
