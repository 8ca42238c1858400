// The package's entry point: what a user's own worker needs.
export { EpochalPlugin } from './plugin.ts';
export type { EpochalPluginOptions } from './plugin.ts';
export { defineStep } from '../activities/step-definition.ts';
export type {
  AnyStepDefinition,
  Images,
  Model,
  OfTrial,
  StepContext,
  StepDefinition,
} from '../activities/step-definition.ts';
export { EpochalError } from '../study/errors.ts';
export type { ErrorCode } from '../study/errors.ts';
export type { Results, StepOutput } from '../study/results.ts';
