import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../environment/package.ts';
import { Workspace } from './workspace.ts';

const folder = join(packageRoot, 'specs');
const SPECS = readdirSync(folder).filter(
  (name) => name.endsWith('.yaml') && name !== 'standard-steps.yaml',
);
/** A seed and two epochs of few images: enough to go through every step of every variant. */
const SMALL = ['seeds=[0]', 'training.epochs=2', 'data.split={ train: 256, validation: 100 }'];

describe('the studies of the package', () => {
  const workspace = new Workspace();
  beforeAll(async () => {
    expect((await workspace.epochal('up')).code).toBe(0);
  });
  afterAll(() => workspace.remove());

  test('are there', () => {
    expect(SPECS).toContain('relu.yaml');
    expect(SPECS.length).toBeGreaterThanOrEqual(12);
  });

  test.each(SPECS)('%s runs to its report', async (name) => {
    const isOwn = readFileSync(join(folder, name), 'utf8').includes('csv:');
    const small = isOwn ? SMALL.slice(0, 2) : SMALL;
    const set = small.flatMap((override) => ['--set', override]);
    const ran = await workspace.epochal('run', join(folder, name), ...set);
    expect(ran.stderr).toMatch(/^(Found .*\n)?$/);
    expect(ran.code).toBe(0);
    const { results } = await workspace.results(name.replace('.yaml', ''));
    expect(new Set(results.trials.map(({ status }) => status))).toEqual(new Set(['done']));
  });
});
