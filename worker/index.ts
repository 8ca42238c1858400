// The package's entry point: what a user's own worker needs.
export { EpochalPlugin } from './plugin.ts';
export type { EpochalPluginOptions } from './plugin.ts';
export { EpochalError } from '../study/errors.ts';
export type { ErrorCode } from '../study/errors.ts';
export type { Results } from '../study/results.ts';
