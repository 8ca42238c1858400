import type { BundleOptions } from '@temporalio/worker';
import { EpochalError } from '../study/errors.ts';

/**
 * Has the worker's bundler check that its workflows re-export Epochal's: no study could start
 * without. The bundler then fails with WORKFLOWS_MISSING and the line to add, and so does
 * `Worker.create`.
 */
export function requireWorkflows(options: BundleOptions): BundleOptions {
  const hook = options.webpackConfigHook;
  const check = {
    apply(compiler: Compiler): void {
      compiler.hooks.afterCompile.tap('epochal', ({ modules }) => {
        for (const module of modules) {
          if (/[\\/]workflows[\\/]study\.[jt]s$/.test(module.identifier())) return;
        }
        throw workflowsMissing(options.workflowsPath);
      });
    },
  };
  return {
    ...options,
    webpackConfigHook: (given) => {
      const config = hook ? hook(given) : given;
      return { ...config, plugins: [...(config.plugins ?? []), check] };
    },
  };
}

/** The part of webpack's compiler that is used here. */
interface Compiler {
  readonly hooks: {
    readonly afterCompile: {
      tap(name: string, listener: (compilation: Compilation) => void): void;
    };
  };
}

interface Compilation {
  readonly modules: Iterable<{ identifier(): string }>;
}

function workflowsMissing(workflowsPath: string): EpochalError {
  return new EpochalError(
    'WORKFLOWS_MISSING',
    `The workflows in ${workflowsPath} don't include Epochal's, so no study could start. Add this ` +
      "line to that file: export * from 'epochal/workflow';",
    { workflowsPath },
  );
}
