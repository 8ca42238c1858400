import { readFileSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../study/digest.ts';
import { flipByte, objectPath } from './damage.ts';
import { RELU, Workspace, small } from './workspace.ts';

const ONE = ['--set', 'matrix.activation=[relu]', '--set', 'hypotheses=[]'];
/** MNIST's training labels, as published. */
const LABELS = 'sha256:65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5';

describe('a study that is extended after its store was damaged', () => {
  const workspace = new Workspace();
  const undisturbed = new Workspace();
  const run = (where: Workspace, epochs: number): ReturnType<Workspace['epochal']> =>
    where.epochal('run', RELU, ...small(epochs), ...ONE);
  afterAll(async () => {
    await workspace.remove();
    await undisturbed.remove();
  });

  test('computes again what is lost, ends with the same results, and says what was', async () => {
    expect((await run(workspace, 5)).code).toBe(0);
    const before = await workspace.results('relu');
    const epochs = before.results.trials[0]!.epochs;
    const artifact = (digest: string): string => objectPath(workspace, 'artifacts', digest);
    const record = (digest: string): string => objectPath(workspace, 'records', digest);
    const keyOf = (step: string, epoch: number): string =>
      before.provenance.events.find((e) => e.step === step && e.epoch === epoch)!.key;
    const damaged = [
      `artifact ${epochs[1]!.checkpoint}`,
      `artifact ${epochs[4]!.checkpoint}`,
      `artifact ${epochs[2]!.commit}`,
      `artifact ${LABELS}`,
      `record ${keyOf('train', 1)}`,
      `record ${keyOf('validate', 4)}`,
    ];
    flipByte(artifact(epochs[1]!.checkpoint));
    truncateSync(artifact(epochs[4]!.checkpoint), 1000);
    rmSync(artifact(epochs[2]!.commit));
    flipByte(artifact(LABELS));
    flipByte(record(keyOf('train', 1)));
    rmSync(record(keyOf('validate', 4)));

    const ran = await run(workspace, 7);
    expect(ran.stderr).toMatch(/^Found .*\n$/);
    expect(ran.code).toBe(0);
    expect((await run(undisturbed, 7)).code).toBe(0);

    const after = await workspace.results('relu');
    expect(after.text).toBe((await undisturbed.results('relu')).text);
    for (const { checkpoint } of after.results.trials[0]!.epochs) {
      expect(sha256(readFileSync(artifact(checkpoint)))).toBe(checkpoint);
    }
    expect(new Set(after.provenance.damage.map(({ object }) => object))).toEqual(new Set(damaged));
    const report = readFileSync(join(workspace.folder, 'reports/relu/report.md'), 'utf8');
    for (const object of damaged) expect(report).toContain(object);
  });

  test('makes again the state of an epoch that was trained and not committed', async () => {
    const before = await workspace.results('relu');
    const last = before.results.trials[0]!.epochs.at(-1)!;
    const { key } = before.provenance.events.find(
      ({ step, epoch }) => step === 'validate' && epoch === last.epoch,
    )!;
    rmSync(objectPath(workspace, 'records', key));
    rmSync(objectPath(workspace, 'artifacts', last.commit));
    rmSync(objectPath(workspace, 'artifacts', last.checkpoint));
    expect((await run(workspace, 7)).code).toBe(0);
    expect((await workspace.results('relu')).text).toBe(before.text);
  });

  test('runs a shorter study though the longer one, whose epochs it shares, has lost a commit', async () => {
    const before = await workspace.results('relu');
    const last = before.results.trials[0]!.epochs.at(-1)!;
    rmSync(objectPath(workspace, 'artifacts', last.commit));
    expect((await run(workspace, 4)).code).toBe(0);
    const { results } = await workspace.results('relu');
    expect(results.trials[0]!.epochs).toEqual(before.results.trials[0]!.epochs.slice(0, 4));
    expect((await run(workspace, 7)).code).toBe(0);
    expect((await workspace.results('relu')).text).toBe(before.text);
  });

  test('is not complete while a state is lost: the next `run` makes it again', async () => {
    const { results } = await workspace.results('relu');
    const lost = objectPath(workspace, 'artifacts', results.trials[0]!.epochs[1]!.checkpoint);
    rmSync(lost);
    expect((await run(workspace, 7)).stdout).not.toContain('nothing to compute');
    expect(sha256(readFileSync(lost))).toBe(results.trials[0]!.epochs[1]!.checkpoint);
  });

  test('makes again what the model answered of each test sample, lost or damaged', async () => {
    const before = await workspace.results('relu');
    const [trial] = before.results.trials;
    const digest = trial!.test!.predictions!;
    const predictions = objectPath(workspace, 'artifacts', digest);
    rmSync(predictions);
    expect((await run(workspace, 7)).stdout).not.toContain('nothing to compute');
    expect(sha256(readFileSync(predictions))).toBe(digest);
    flipByte(predictions);
    // So that the trial is looked at.
    rmSync(objectPath(workspace, 'artifacts', trial!.epochs[0]!.checkpoint));
    expect((await run(workspace, 7)).code).toBe(0);
    expect(sha256(readFileSync(predictions))).toBe(digest);
    expect((await workspace.results('relu')).text).toBe(before.text);
  });

  test.each(['refs', 'records', 'artifacts'])(
    'ends with the same results when the folder %s has vanished',
    async (folder) => {
      const before = await workspace.results('relu');
      renameSync(
        join(workspace.folder, '.epochal/store', folder),
        join(workspace.folder, `lost-${folder}`),
      );
      expect((await run(workspace, 7)).code).toBe(0);
      const after = await workspace.results('relu');
      expect(after.results).toEqual(before.results);
      expect(after.text).toBe(before.text);
    },
  );
});
