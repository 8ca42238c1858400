import { builtinModules } from 'node:module';
import { readFileSync } from 'node:fs';
import { distFile } from '../../environment/package.ts';

describe('the workflow bundle', () => {
  const bundle = readFileSync(distFile('workflows/bundle.js'), 'utf8');
  /** Paths of the modules inside: webpack keys each by its path. */
  const modules = [...bundle.matchAll(/^\/\*\*\*\/ "([^"]+)"$/gm)].map(([, path]) => path!);

  test('holds the workflows and what they are made of, and nothing else of ours', () => {
    const ours = modules.filter((path) => path.startsWith('./dist/')).sort();
    expect(ours).toEqual([
      './dist/study/arithmetic.js',
      './dist/study/condition.js',
      './dist/study/expressions.js',
      './dist/study/format.js',
      './dist/study/labels.js',
      './dist/study/metrics.js',
      './dist/study/readable.js',
      './dist/study/shape-metrics.js',
      './dist/study/sparkline.js',
      './dist/study/steps-per-epoch.js',
      './dist/study/steps.js',
      './dist/study/thinned-epochs.js',
      './dist/study/training-control.js',
      './dist/study/trials-in-view.js',
      './dist/study/words.js',
      './dist/workflows/activities.js',
      './dist/workflows/arithmetic.js',
      './dist/workflows/curves.js',
      './dist/workflows/dag.js',
      './dist/workflows/details.js',
      './dist/workflows/index.js',
      './dist/workflows/input.js',
      './dist/workflows/lost.js',
      './dist/workflows/messages.js',
      './dist/workflows/pause.js',
      './dist/workflows/progress.js',
      './dist/workflows/queues.js',
      './dist/workflows/search-attributes.js',
      './dist/workflows/study-graph.js',
      './dist/workflows/study.js',
      './dist/workflows/trial-input.js',
      './dist/workflows/trial-report.js',
      './dist/workflows/trial.js',
      './dist/workflows/walk.js',
    ]);
  });

  test('holds no parser, no validator and none of Node’s modules', () => {
    expect(modules.length).toBeGreaterThan(10);
    const packages = modules.flatMap(
      (path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
    );
    expect(packages).not.toContain('yaml');
    expect(packages).not.toContain('ajv');
    const external = modules.filter(
      (path) => path.startsWith('external') || path.startsWith('node:'),
    );
    expect(external).toEqual([]);
    for (const name of builtinModules) expect(modules).not.toContain(name);
  });
});
