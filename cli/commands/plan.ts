import { openExistingStore } from '../../store/open.ts';
import { measuredEpochs } from '../../store/measured-epochs.ts';
import type { MeasuredEpochs } from '../../store/measured-epochs.ts';
import { registrationOf } from '../../store/registration.ts';
import { storedTrials } from '../../store/stored-trials.ts';
import type { StoredTrial } from '../../store/stored-trials.ts';
import { storeLocation } from '../../environment/settings.ts';
import { EpochalError } from '../../study/errors.ts';
import { hasFolds, nameCells } from '../../report/trial-columns.ts';
import { conditionText } from '../../study/condition.ts';
import type { Plan, PlannedTrial } from '../../study/plan.ts';
import type { Registration } from '../../study/registration.ts';
import { SOURCES } from '../../study/seeds.ts';
import { sharedAtOneSeed, variantsOf } from '../../study/shared.ts';
import type { Shared } from '../../study/shared.ts';
import { count } from '../../study/words.ts';
import { estimateBlock } from '../estimate-block.ts';
import { powerBlock } from '../power-block.ts';
import { registrationBlock } from '../registration-block.ts';
import { modelTables, weightsOf } from '../model-tables.ts';
import { loadSpec, printWarnings, resolvedSpec } from '../spec-file.ts';
import { counted, styled, table } from '../terminal.ts';

/** Prints what a spec compiles to, and what of it is in the store. */
export async function plan(
  file: string,
  options: { set: string[]; json?: boolean; resolved?: boolean },
): Promise<void> {
  if (options.resolved) {
    process.stdout.write(await resolvedSpec(file, options.set));
    return;
  }
  const spec = await loadSpec(file, options.set);
  const { plan: compiled } = spec;
  printWarnings(spec);
  if (options.json) {
    process.stdout.write(`${JSON.stringify(compiled, null, 2)}\n`);
    return;
  }
  const found = await stored(compiled);
  const blocks = [
    `${styled('bold', compiled.run)}  ${compiled.question ?? ''}`.trimEnd(),
    `${styled('bold', 'Steps')}\n${stepsTable(compiled)}`,
    ...sharedBlock(compiled),
    trialsBlock(compiled, found?.trials.map(({ epochs }) => epochs) ?? null),
    modelTables(compiled),
    ...powerBlock(compiled),
    ...(found === null ? [] : registrationBlock(compiled, found.registration)),
    estimateBlock(compiled, doneOf(compiled, found?.trials ?? []), found?.measured ?? null),
    ...horizonNote(compiled.trials),
  ];
  process.stdout.write(`${blocks.join('\n\n')}\n`);
}

/** Epochs of each trial that nobody has to train any more: all of one that stopped early. */
function doneOf({ trials }: Plan, found: readonly StoredTrial[]): readonly number[] {
  return found.map(({ epochs, ended }, i) => (ended ? trials[i]!.epochs : epochs));
}

function stepsTable({ steps }: Plan): string {
  const conditional = steps.some((step) => step.if !== undefined);
  const rows = steps.map((step) => [
    ...[step.id, step.uses, step.per, step.needs.join(', ')],
    ...(conditional ? [step.if === undefined ? '' : conditionText(step.if)] : []),
  ]);
  return table(['step', 'uses', 'per', 'needs', ...(conditional ? ['if'] : [])], rows);
}

/** What variants have in common at one seed, and seeds in all of them. */
function sharedBlock(compiled: Plan): readonly string[] {
  const { vary, seeds } = compiled;
  const variants = variantsOf(compiled).length;
  const rows = sharedAtOneSeed(compiled).map((shared) => [
    nameOf(shared),
    shared.variants === variants
      ? `all ${variants} variants`
      : `${Math.max(shared.variants, 1) === 1 ? 'no two' : `${shared.variants} of ${variants}`} variants`,
  ]);
  const fixed = SOURCES.filter((source) => vary?.includes(source) === false);
  return [
    ...(variants < 2
      ? []
      : [`${styled('bold', 'Shared at one seed')}\n${table(['what', 'by'], rows)}`]),
    ...(fixed.length === 0 || seeds.length < 2
      ? []
      : [
          `${styled('bold', 'Shared by all seeds')}: ${fixed.join(' and ')}, drawn with seed ${seeds[0]}`,
        ]),
  ];
}

function nameOf({ what }: Shared): string {
  if ('layer' in what) return `first weights of ${what.layer}`;
  return what.source === 'split' ? 'split' : 'order of the samples';
}

function trialsBlock({ trials }: Plan, found: readonly number[] | null): string {
  const folded = hasFolds(trials);
  const rows = trials.map((trial) => [
    String(trial.index),
    ...nameCells(trial, folded),
    String(trial.epochs),
    ...(found === null ? [] : [String(found[trial.index])]),
    count(weightsOf(trial)),
  ]);
  const header = [
    '#',
    'variant',
    'seed',
    ...(folded ? ['fold'] : []),
    'epochs',
    ...(found === null ? [] : ['stored']),
    'weights',
  ];
  const epochs = trials.reduce((sum, trial) => sum + trial.epochs, 0);
  const there = (found ?? []).reduce((sum, each) => sum + each, 0);
  return [
    `${styled('bold', 'Trials')}, each epoch: train → validate → checkpoint`,
    table(
      header,
      rows,
      header.flatMap((_, i) => (i === 1 ? [] : [i])),
    ),
    '',
    `${counted(trials.length, 'trial')}, ${counted(epochs, 'epoch')} in all` +
      (found === null ? '.' : `, ${there} of them in the store.`),
  ].join('\n');
}

interface Found {
  readonly trials: readonly StoredTrial[];
  readonly measured: MeasuredEpochs | null;
  readonly registration: Registration;
}

/** What the store knows of the plan; null where there is no store, or none to be reached. */
async function stored(compiled: Plan): Promise<Found | null> {
  try {
    const store = await openExistingStore(storeLocation());
    if (store === null) return null;
    const trials = await storedTrials(store, compiled);
    const missing = trials.some(({ ended }) => !ended);
    const measured = missing ? await measuredEpochs(store, compiled.study) : null;
    return { trials, measured, registration: await registrationOf(store, compiled) };
  } catch (error) {
    if (!(error instanceof EpochalError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return null;
  }
}

/** What would be computed anew if the study were made longer. */
function horizonNote(trials: readonly PlannedTrial[]): readonly string[] {
  const following = trials.filter(({ followsEpochs }) => followsEpochs);
  if (following.length === 0) return [];
  const subject =
    following.length === trials.length
      ? 'The schedule ends'
      : `In ${following.length} of ${trials.length} trials the schedule ends`;
  return [
    `${subject} with the study: with more epochs every epoch is another, and is computed anew. ` +
      'Horizons that are written down (`over`, `warmup` as a count of steps) let a longer study go on.',
  ];
}
