import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describeMachine } from './machine.ts';
import type { Machine } from './machine.ts';
import { measureHostileInputs } from './hostile-input.ts';
import { measureLongTrial } from './long-trial.ts';
import { measureOneSlot } from './one-slot.ts';
import { parseOptions, USAGE } from './options.ts';
import type { BenchOptions } from './options.ts';
import { toRows } from './rows.ts';
import type { Measured } from './rows.ts';
import { measureHelp } from './start-up.ts';
import { benchTable } from './table.ts';
import { findPeer } from './torch.ts';
import { measureWholeStudy } from './whole-study.ts';
import { inWorkspace } from './workspace.ts';

const SHORT_EPOCHS = 5;
const FULL_EPOCHS = 50;
const SHORT_LONG_TRIAL = 600;
const FULL_LONG_TRIAL = 2000;
/** A machine to itself has less. */
const BUSY = 0.5;

/** Measures, prints the table, and writes the figures; a missed target is no failure. */
async function main(options: BenchOptions): Promise<void> {
  const date = new Date().toISOString();
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  process.once('SIGTERM', () => interrupted.abort());
  const { signal } = interrupted;
  const peer = await findPeer();
  say(peer ? `PyTorch ${peer.version}` : 'No PyTorch: rows that compare with it stay empty.');
  const { machine, helpSeconds, oneSlot } = await inWorkspace(signal, async (workspace) => {
    say('What is here, and how long the command takes to start');
    const described = await describeMachine(workspace, peer?.version ?? null);
    const help = await measureHelp(workspace);
    say('One slot, in turns with the in-memory loop (about 2 minutes)');
    return {
      machine: described,
      helpSeconds: help,
      oneSlot: await measureOneSlot(workspace, peer, signal),
    };
  });
  say('What nobody should send');
  const slowestInput = measureHostileInputs();
  const manyEpochs = options.full ? FULL_LONG_TRIAL : SHORT_LONG_TRIAL;
  say(`A trial of ${manyEpochs} tiny epochs`);
  const longTrial = await inWorkspace(signal, (workspace) =>
    measureLongTrial(workspace, manyEpochs),
  );
  const epochs = options.full ? FULL_EPOCHS : SHORT_EPOCHS;
  say(`The whole study of ${epochs} epochs, in turns with the DataLoader script`);
  const measured = {
    helpSeconds,
    slowestInput,
    oneSlot,
    longTrial,
    wholeStudy: await measureWholeStudy(epochs, peer, signal),
  };
  const command = ['npm run bench', ...(options.full ? ['-- --full'] : [])].join(' ');
  process.stdout.write(`${heading(machine, date, command)}\n${benchTable(toRows(measured))}`);
  await writeFigures(options.out, { date, command, machine, measured });
  say(`All figures: ${options.out}`);
}

function heading(machine: Machine, date: string, command: string): string {
  const { cpu, cores, memoryBytes, system, epochal, node, temporalSdk, torch } = machine;
  const busy = machine.loadBefore > BUSY ? ': others were at work, the figures are rough' : '';
  return [
    `${command}, ${date}`,
    `${cpu}, ${cores} cores, ${(memoryBytes / 1e9).toFixed(0)} GB, ${system}`,
    `Epochal ${epochal}, Node.js ${node}, Temporal SDK ${temporalSdk}, PyTorch ${torch ?? 'none'}`,
    machine.backend,
    `Load in the minute before ${machine.loadBefore.toFixed(2)}${busy}`,
    '',
  ].join('\n');
}

async function writeFigures(
  file: string,
  figures: { date: string; command: string; machine: Machine; measured: Measured },
): Promise<void> {
  const rows = toRows(figures.measured);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify({ ...figures, rows }, null, 2)}\n`);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function start(): Promise<void> | undefined {
  const options = parseOptions(process.argv.slice(2));
  if (options !== 'help') return main(options);
  process.stdout.write(USAGE);
  return undefined;
}

try {
  start()?.catch(fail);
} catch (error) {
  fail(error);
}

function fail(error: unknown): void {
  const { name, message } = error as Error;
  process.stderr.write(`${name === 'AbortError' ? 'Interrupted.' : message}\n`);
  process.exitCode = name === 'AbortError' ? 130 : 1;
}
