import type { BundleOptions, WorkerOptions } from '@temporalio/worker';
import { EpochalError } from '../study/errors.ts';

/** Finds out whether a worker's workflows re-export Epochal's: studies could not start without. */
export class WorkflowsCheck {
  #found = false;

  /** Looks at the modules that the worker's bundler puts together. */
  watch(options: BundleOptions): BundleOptions {
    const hook = options.webpackConfigHook;
    return {
      ...options,
      webpackConfigHook: (given) => {
        const config = hook ? hook(given) : given;
        const plugin = {
          apply: (compiler: Compiler): void => {
            compiler.hooks.done.tap('epochal', (stats) => {
              for (const module of stats.compilation.modules) {
                if (module.identifier().replaceAll('\\', '/').includes('/workflows/study.')) {
                  this.#found = true;
                }
              }
            });
          },
        };
        return { ...config, plugins: [...(config.plugins ?? []), plugin] };
      },
    };
  }

  /** @throws EpochalError WORKFLOWS_MISSING, with the line to add. */
  require(options: WorkerOptions): void {
    // A prebuilt bundle went through no bundler of ours to watch.
    if (this.#found || options.workflowBundle !== undefined) return;
    throw new EpochalError(
      'WORKFLOWS_MISSING',
      "This worker's workflows don't include Epochal's. Add this line to its workflows file: " +
        "export * from 'epochal/workflow';",
      { workflowsPath: options.workflowsPath },
    );
  }
}

/** The part of webpack's compiler that is used here. */
interface Compiler {
  readonly hooks: {
    readonly done: {
      tap(
        name: string,
        listener: (stats: {
          readonly compilation: { readonly modules: Iterable<{ identifier(): string }> };
        }) => void,
      ): void;
    };
  };
}
