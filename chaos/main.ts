import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { namesIn, trialId } from '../study/labels.ts';
import type { Results } from '../study/results.ts';
import type { Fault } from './fault.ts';
import { parseOptions, usage } from './options.ts';
import type { ChaosOptions } from './options.ts';
import { readOutcome } from './outcome.ts';
import { disturbedRound } from './round.ts';
import type { Known } from './round.ts';
import { schedule } from './schedule.ts';
import { Site } from './site.ts';
import { chaosTable } from './table.ts';
import type { Injection } from './table.ts';

/** Runs of the study in a row in which there was nothing to hit. */
const MOST_IDLE_ROUNDS = 3;
const POLL_MS = 50;

/** Runs a study undisturbed, then under faults; exits with 1 when anything differs. */
async function main(options: ChaosOptions): Promise<void> {
  const began = performance.now();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      Site.endAll();
      process.exit(130);
    });
  }
  const known = await undisturbed(options.study);
  say(`Undisturbed: ${known.workflowIds.length} trials, ${known.outcome.bytes.size} checkpoints`);
  const { possible, skipped } = whatIsPossible(options.faults);
  const queue = [...schedule(possible, options.kills, options.rngSeed)];
  const limitMs = (options.minutes ?? Infinity) * 60_000;
  const faults = new Map(options.faults.map((fault) => [fault.name, fault]));
  const injections: Injection[] = [];
  const differences: string[] = [];
  const mayInject = (): boolean => performance.now() - began < limitMs;
  let rounds = 0;
  let idleRounds = 0;
  while (queue.length > 0 && mayInject() && idleRounds < MOST_IDLE_ROUNDS) {
    rounds += 1;
    const round = await disturbedRound({
      study: options.study,
      known,
      faults,
      queue,
      mayInject,
      say,
    });
    idleRounds = round.injections.length === 0 ? idleRounds + 1 : 0;
    injections.push(...round.injections);
    const found = [...round.differences, ...round.injections.flatMap((each) => each.differences)];
    if (round.kept !== null) found.push(`see ${round.kept}`);
    differences.push(...found.map((each) => `round ${rounds}: ${each}`));
  }
  const minutes = ((performance.now() - began) / 60_000).toFixed(1);
  const targets = new Map(
    options.faults.flatMap(({ name, targetSeconds }) =>
      targetSeconds === null ? [] : [[name, targetSeconds] as const],
    ),
  );
  process.stdout.write(
    `npm run chaos -- --kills ${options.kills} --rng-seed ${options.rngSeed}\n` +
      `${injections.length} faults in ${rounds} runs of the study, ${minutes} minutes\n\n` +
      `${chaosTable('fault', injections, targets)}\n${chaosTable('moment', injections, new Map())}`,
  );
  if (queue.length > 0)
    say(`${queue.length} faults were not injected: the time was up, or there was nothing to hit.`);
  for (const each of skipped) process.stdout.write(`SKIPPED ${each}\n`);
  for (const each of differences) process.stdout.write(`DIFFERENCE ${each}\n`);
  if (differences.length > 0) process.exitCode = 1;
}

function whatIsPossible(faults: readonly Fault[]): { possible: Fault[]; skipped: string[] } {
  const reasons = faults.map((fault) => ({ fault, reason: fault.reason?.() ?? null }));
  return {
    possible: reasons.flatMap(({ fault, reason }) => (reason === null ? fault : [])),
    skipped: reasons.flatMap(({ fault, reason }) =>
      reason === null ? [] : `${fault.name}: ${reason}`,
    ),
  };
}

/** Runs the study with nothing in its way. */
async function undisturbed(study: readonly string[]): Promise<Known> {
  const site = await Site.create(study);
  try {
    site.run();
    while (site.ended === null) await delay(POLL_MS);
    const { code } = site.ended;
    if (code !== 0) throw new Error(`undisturbed, epochal run ended with ${code}`);
    const [name] = readdirSync(join(site.store, 'refs', 'studies'));
    const outcome = await readOutcome(site, name!);
    return { outcome, study: name!, workflowIds: workflowIdsOf(outcome.results) };
  } finally {
    await site.close(false);
  }
}

function workflowIdsOf({ study, trials }: Results): string[] {
  const names = namesIn(trials);
  return trials.map((trial) => `${study}/${trialId(trial, names)}`);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function start(): Promise<void> | undefined {
  const options = parseOptions(process.argv.slice(2));
  if (options !== 'help') return main(options);
  process.stdout.write(usage());
  return undefined;
}

try {
  start()?.catch(fail);
} catch (error) {
  fail(error);
}

function fail(error: unknown): void {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
