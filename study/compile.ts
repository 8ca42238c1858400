import { ablatedIn, withoutAblated } from './ablation.ts';
import { checkAblate } from './check-ablate.ts';
import { checkExpressions } from './check-expressions.ts';
import { checkFolds } from './check-folds.ts';
import { checkHypotheses } from './check-hypotheses.ts';
import { checkMatrix } from './check-matrix.ts';
import { checkComparable } from './check-metrics.ts';
import { checkHypothesisCount, checkPlannedHypotheses } from './check-planned-hypotheses.ts';
import { checkSeeds } from './check-seeds.ts';
import { checkSteps } from './check-steps.ts';
import { checkTrial } from './check-trial.ts';
import { checkTrials, checkVary } from './check-trials.ts';
import { collect } from './collect.ts';
import { readOptions } from './compile-options.ts';
import type { CompileOptions } from './compile-options.ts';
import type { Diagnostic, Warning } from './diagnostics.ts';
import { extend } from './extends.ts';
import type { ReadSpec } from './extends.ts';
import { LIMITS } from './limits.ts';
import { override } from './override.ts';
import type { DescribeData } from './own-data.ts';
import { parse } from './parse.ts';
import type { Plan } from './plan.ts';
import { planStudy } from './plan-study.ts';
import { resolve } from './resolve.ts';
import { resolvedYaml } from './resolved-spec.ts';
import type { StepTypes } from './steps.ts';
import { countNodes, diagnose, entryOf } from './tree.ts';
import type { SpecNode } from './tree.ts';
import { describeValue } from './words.ts';
import { withValueLabels } from './value-labels.ts';
import { validateSpec, validateTrial } from './validate.ts';
import {
  fillConditions,
  fillTrial,
  fillVars,
  refersToSeed,
  seedNodes,
  trialSections,
} from './trial-sections.ts';
import { warnHypotheses } from './warn-hypotheses.ts';
import { warnTrial } from './warnings.ts';
import { expandMatrix, matrixVariables, variablesOf } from './variants.ts';
import type { Assignment } from './variants.ts';

export type Compiled =
  | { readonly ok: true; readonly plan: Plan; readonly warnings: readonly Warning[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** How files are read that a spec names: compiling itself reads none. */
export interface SpecFiles {
  /** Those that it extends; without it a spec extends none. */
  readonly read?: ReadSpec;
  /** Those of data of one's own; without it such data is refused. */
  readonly describe?: DescribeData;
  /** Types of step that a worker has registered; without them a spec's own are taken as they are. */
  readonly steps?: StepTypes;
}

/**
 * Compiles a study's spec: parse → extend → override → validate → resolve → plan. Reports
 * everything that is wrong at once and never throws for bad input.
 *
 * @param files what reads the files that a spec extends, and those of data of one's own
 */
export function compileSpec(
  source: Uint8Array | string | object,
  options: CompileOptions = {},
  files: SpecFiles = {},
): Compiled {
  const valid = validSpec(source, options, files);
  if (!valid.ok) return valid;
  const { describe = NOTHING_READ } = files;
  const root = withValueLabels(valid.root);
  const spec = resolve(root, describe);
  // Before they are made: all pairs of as many variants as there can be are millions.
  const tooMany = checkHypothesisCount(root, spec);
  const plan = planStudy(tooMany.length > 0 ? { ...spec, hypotheses: [] } : spec, describe);
  const diagnostics = [
    ...checkTrials(root, plan),
    ...checkComparable(root, plan),
    ...(tooMany.length > 0 ? tooMany : checkPlannedHypotheses(root, plan)),
  ];
  if (diagnostics.length > 0) return failed(diagnostics, []);
  return { ok: true, plan, warnings: warnings(root, plan, valid.files) };
}

/**
 * A spec and all that it extends as one YAML, overrides and defaults in place, which compiles to the
 * same plan. Null for a spec that does not compile.
 */
export function resolveSpec(
  source: Uint8Array | string | object,
  options: CompileOptions,
  files: SpecFiles,
): string | null {
  const valid = validSpec(source, options, files);
  return valid.ok ? resolvedYaml(valid.root, files.describe ?? NOTHING_READ) : null;
}

type Valid =
  | Extract<Compiled, { ok: false }>
  | { readonly ok: true; readonly root: SpecNode; readonly files: readonly string[] };

function validSpec(
  source: Uint8Array | string | object,
  options: CompileOptions,
  reading: SpecFiles,
): Valid {
  const { file, overrides, diagnostics: wrong } = readOptions(options);
  if (wrong.length > 0) return failed(wrong, []);
  const parsed = parse(source, file);
  if (parsed.root === null) return failed(parsed.diagnostics, []);
  const { read, describe = NOTHING_READ, steps } = reading;
  const { root: whole, files, diagnostics: missing } = extend(parsed.root, file, read);
  const before = [...parsed.diagnostics, ...missing];
  // What lacks a part of itself lacks fields for no other reason.
  if (whole === null || missing.length > 0) return failed(before, files);
  const { root, diagnostics: bad } = override(whole, overrides);
  const diagnostics = [...before, ...bad, ...validate(root, describe, steps)];
  return diagnostics.length > 0 ? failed(diagnostics, files) : { ok: true, root, files };
}

const NOTHING_READ: DescribeData = {
  own: ({ format }) => ({
    problem: `Files of one’s own (\`${format}\`) are not read here.`,
    field: format,
  }),
  split: () => ({ problem: 'Files of one’s own are not read here.' }),
};

const LARGE = 5_000;

/** Phase 3: everything that is wrong with a tree. */
function validate(
  written: SpecNode,
  describe: DescribeData,
  steps: StepTypes | undefined,
): readonly Diagnostic[] {
  if (written.kind !== 'map') {
    const message = `A spec is a map that begins with \`epochal: 1\`, not ${describeValue(written)}.`;
    return [diagnose('bad-value', written.at, message)];
  }
  const late = entryOf(written, 'extends');
  if (late !== undefined) {
    const message = '`extends` is read before overrides are. Write it into the spec.';
    return [diagnose('bad-override', late.keyAt, message)];
  }
  const form = validateSpec(written);
  // The schema bounds how many of everything there can be. Where it is not kept, checks that look
  // at each with each would take for ever.
  if (form.length > 0 && countNodes(written) > LARGE) return form;
  const root = withValueLabels(written);
  const variables = matrixVariables(root);
  const expanded = expandMatrix(root, variables);
  const variants = expanded ?? [new Map()];
  const sections = trialSections(fillVars(root));
  const seeds = seedNodes(root);
  const few = refersToSeed(sections) && variants.length * seeds.length <= LIMITS.trials;
  const drawn = few ? seeds : seeds.slice(0, 1); // where nothing names the seed, all are alike
  return [
    ...form,
    ...checkExpressions(root),
    ...checkMatrix(root, variables, expanded),
    ...checkAblate(root),
    ...checkFolds(root, sections, variants, { seeds: seeds.length, drawn }),
    ...checkSeeds(root),
    ...checkHypotheses(root, variablesOf(variables, variants), { variants, seeds: seeds.length }),
    ...checkSteps(fillConditions(root), steps),
    ...checkVariants(variants, (variant) =>
      collect(drawn, (seed) => {
        const trial = withoutAblated(fillTrial(sections, variant, seed), variant);
        return [
          ...validateTrial(trial),
          ...checkTrial(root, trial, describe),
          ...checkVary(root, trial),
        ];
      }),
    ),
  ];
}

/** What a valid spec says that is probably not meant, in any of its variants. */
function warnings(root: SpecNode, plan: Plan, files: readonly string[]): readonly Warning[] {
  const sections = trialSections(fillVars(root));
  const [seed] = seedNodes(root);
  const variants = expandMatrix(root, matrixVariables(root)) ?? [new Map()];
  const found = variants.flatMap((variant) =>
    warnTrial(withoutAblated(fillTrial(sections, variant, seed!), variant)),
  );
  return arranged([...found, ...warnHypotheses(root, plan)], files);
}

/** What is wrong with the variants; of those that leave a layer out, only what comes from that. */
function checkVariants(
  variants: readonly Assignment[],
  check: (variant: Assignment) => readonly Diagnostic[],
): readonly Diagnostic[] {
  const whole = variants.filter((variant) => ablatedIn(variant) === undefined);
  const found = collect(whole, check);
  const known = new Set(found.map((diagnostic) => JSON.stringify(diagnostic)));
  const ablated = collect(variants, (variant) => {
    const layer = ablatedIn(variant);
    if (layer === undefined) return [];
    const more = check(variant).filter((diagnostic) => !known.has(JSON.stringify(diagnostic)));
    return more.map((each) => ({ ...each, message: `Without \`${layer}\`: ${each.message}` }));
  });
  return [...found, ...ablated];
}

function failed(
  diagnostics: readonly Diagnostic[],
  files: readonly string[],
): Extract<Compiled, { ok: false }> {
  const told = groupedByPlace(diagnostics).flatMap((all) => {
    // What is wrong with a value by itself makes it no news that it does not fit its field.
    const byItself = all.filter(({ code }) => code !== 'bad-value');
    return byItself.length > 0 ? byItself : all;
  });
  return { ok: false, diagnostics: told.sort((a, b) => byPlace(a, b, files)) };
}

function arranged(found: readonly Warning[], files: readonly string[]): readonly Warning[] {
  return groupedByPlace(found)
    .flat()
    .sort((a, b) => byPlace(a, b, files));
}

/** What is told at each place, each sentence once: variants repeat what they share. */
function groupedByPlace<T extends Diagnostic | Warning>(
  diagnostics: readonly T[],
): readonly (readonly T[])[] {
  const byPosition = new Map<string, Map<string, T>>();
  for (const diagnostic of diagnostics) {
    const { at, message } = diagnostic;
    const place =
      at.kind === 'object'
        ? at.pointer
        : `${at.kind} ${at.file} ${at.excerpt} ${at.line}:${at.column}`;
    const here = byPosition.get(place) ?? new Map<string, T>();
    byPosition.set(place, here);
    if (!here.has(message)) here.set(message, diagnostic);
  }
  return [...byPosition.values()].map((here) => [...here.values()]);
}

/** The files' from top to bottom, the spec's own first, then the overrides'. */
function byPlace(
  { at: a }: Pick<Diagnostic, 'at'>,
  { at: b }: Pick<Diagnostic, 'at'>,
  files: readonly string[],
): number {
  if (a.kind === 'object' || b.kind === 'object') return 0; // already in the spec's order
  if (a.kind === 'set' && b.kind === 'set') return 0; // in the order of the overrides
  if (a.kind !== b.kind) return a.kind === 'file' ? -1 : 1;
  const file = files.indexOf(a.file) - files.indexOf(b.file);
  return file || a.line - b.line || a.column - b.column;
}

export { formatDiagnostics } from './format-diagnostics.ts';
