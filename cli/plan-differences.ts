import { variantLabel } from '../study/labels.ts';
import type { Plan } from '../study/plan.ts';
import { variantsOf } from '../study/shared.ts';

const MOST_LINES = 12;

/** Where two plans differ, a line each: `training.batchSize: 128 → 64`. */
export function planDifferences(running: Plan, asked: Plan): string[] {
  const lines = differences(essence(running), essence(asked));
  // What a label of the matrix stands for shows in the trials alone.
  const told = lines.length > 0 ? lines : differences(trainings(running), trainings(asked));
  if (told.length <= MOST_LINES) return told;
  return [...told.slice(0, MOST_LINES), `and ${told.length - MOST_LINES} more`];
}

function differences(running: object, asked: object): string[] {
  const before = flatten(running);
  const after = flatten(asked);
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths
    .filter((path) => before.get(path) !== after.get(path))
    .map((path) => `${path}: ${before.get(path) ?? 'none'} → ${after.get(path) ?? 'none'}`);
}

/** What each variant trains with. */
function trainings(plan: Plan): object {
  const variants = variantsOf(plan).map(({ variant, epochs, data, training }) => {
    return [variantLabel(variant), { epochs, data, training }] as const;
  });
  return Object.fromEntries(variants);
}

// The trials differ from each other by variant and seed, which stand under matrix and seeds.
function essence(plan: Plan): object {
  const { question, matrix, seeds, vary, hypotheses, steps, trials } = plan;
  const { epochs, data, training: fields, earlyStopping, checkpoint } = trials[0] ?? {};
  const training = { ...fields, earlyStopping }; // as the spec has it
  const variants = variantsOf(plan).map(({ variant }) => variantLabel(variant));
  const rest = { hypotheses, steps, epochs, data, training, checkpoint };
  return { question, matrix, variants, seeds, vary, ...rest };
}

function flatten(value: unknown, path = '', into = new Map<string, string>()): Map<string, string> {
  if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      flatten(member, path === '' ? name : `${path}.${name}`, into);
    }
  } else if (value !== undefined) {
    into.set(path, JSON.stringify(value));
  }
  return into;
}
