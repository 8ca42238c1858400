import type { Plan } from '../../study/plan.ts';
import type { EngineDescription, Results, StudyStatus } from '../../study/results.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import { differencesOf } from './differences.ts';
import type { Difference } from './differences.ts';
import { resultDifferences } from './result-differences.ts';
import type { ResultDifference } from './result-differences.ts';
import { specDifferences } from './spec-differences.ts';
import type { SpecDifferences } from './spec-differences.ts';
import { trialIdentities } from './trial-identity.ts';
import type { TrialIdentities } from './trial-identity.ts';
import { verdictPairs } from './verdict-pairs.ts';
import type { VerdictPair } from './verdict-pairs.ts';

/** A run, and what its hypotheses came to. */
export interface JudgedRun {
  readonly results: Results;
  readonly plan: Plan;
  /** The engine that each arithmetic fingerprint stands for. */
  readonly engines: Readonly<Record<string, EngineDescription>>;
  readonly verdicts: readonly Verdict[];
}

/** Two runs side by side. */
export interface RunComparison {
  readonly a: ComparedRun;
  readonly b: ComparedRun;
  readonly arithmetic: {
    /** Whether both computed with the same; null before both have computed anything. */
    readonly same: boolean | null;
    /** Where the engines behind them differ, where each has one. */
    readonly differences: readonly Difference[];
  };
  readonly spec: SpecDifferences;
  readonly results: readonly ResultDifference[];
  readonly trials: TrialIdentities;
  readonly verdicts: readonly VerdictPair[];
}

interface ComparedRun {
  readonly run: string;
  readonly status: StudyStatus;
  /** `sha256:…` of the resolved spec. */
  readonly spec: string;
  /** The fingerprint; several with spaces between; null before anything was computed. */
  readonly arithmetic: string | null;
}

/** Puts two runs side by side. Pure: the same runs give the same comparison. */
export function compareRuns(a: JudgedRun, b: JudgedRun): RunComparison {
  return {
    a: comparedRun(a),
    b: comparedRun(b),
    arithmetic: compareArithmetic(a, b),
    spec: specDifferences(a.plan, b.plan),
    results: resultDifferences(a, b),
    trials: trialIdentities(a.results, b.results),
    verdicts: verdictPairs(a.verdicts, b.verdicts),
  };
}

function comparedRun({ results: { run, status, spec, arithmetic } }: JudgedRun): ComparedRun {
  return { run, status, spec, arithmetic };
}

function compareArithmetic(a: JudgedRun, b: JudgedRun): RunComparison['arithmetic'] {
  const [ofA, ofB] = [a.results.arithmetic, b.results.arithmetic];
  if (ofA === null || ofB === null) return { same: null, differences: [] };
  const [engineA, engineB] = [a.engines[ofA], b.engines[ofB]];
  const areKnown = engineA !== undefined && engineB !== undefined;
  return { same: ofA === ofB, differences: areKnown ? differencesOf(engineA, engineB) : [] };
}
