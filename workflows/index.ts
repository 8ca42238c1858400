// The package's `./workflow` entry point: what a worker's own workflows file re-exports.
export { study } from './study.ts';
export { trial } from './trial.ts';
export type { StudyOutcome, StudyProgress, TrialProgress } from './messages.ts';
