import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../study/digest.ts';
import { RELU, Workspace, small } from './workspace.ts';

const ONE = ['--set', 'matrix.activation=[relu]', '--set', 'hypotheses=[]'];

describe('a study that is extended after its store was damaged', () => {
  const workspace = new Workspace();
  const undisturbed = new Workspace();
  afterAll(async () => {
    await workspace.remove();
    await undisturbed.remove();
  });

  test('computes again what is lost, ends with the same results, and says what was', async () => {
    expect((await workspace.epochal('run', RELU, ...small(5), ...ONE)).code).toBe(0);
    const before = await workspace.results('relu');
    const epochs = before.results.trials[0]!.epochs;
    const artifact = (digest: string): string => pathOf(workspace, 'artifacts', digest);
    const record = (digest: string): string => pathOf(workspace, 'records', digest);
    const keyOf = (step: string, epoch: number): string =>
      before.provenance.events.find((e) => e.step === step && e.epoch === epoch)!.key;
    const damaged = [
      `artifact ${epochs[1]!.checkpoint}`,
      `artifact ${epochs[4]!.checkpoint}`,
      `artifact ${epochs[2]!.commit}`,
      `record ${keyOf('train', 1)}`,
    ];
    flipByte(artifact(epochs[1]!.checkpoint));
    truncateSync(artifact(epochs[4]!.checkpoint), 1000);
    rmSync(artifact(epochs[2]!.commit));
    flipByte(record(keyOf('train', 1)));
    rmSync(record(keyOf('validate', 4)));

    const ran = await workspace.epochal('run', RELU, ...small(7), ...ONE);
    expect(ran.stderr).toMatch(/^Found .*\n$/);
    expect(ran.code).toBe(0);
    expect((await undisturbed.epochal('run', RELU, ...small(7), ...ONE)).code).toBe(0);

    const after = await workspace.results('relu');
    expect(after.text).toBe((await undisturbed.results('relu')).text);
    for (const { checkpoint } of after.results.trials[0]!.epochs) {
      expect(sha256(readFileSync(artifact(checkpoint)))).toBe(checkpoint);
    }
    const found = after.provenance.damage.map(({ object }) => object);
    expect(new Set(found)).toEqual(new Set(damaged));
    // A record that was removed looks like one that never was: its step is done once more.
    const twice = after.provenance.events.filter(({ key }) => key === keyOf('validate', 4));
    expect(twice).toHaveLength(2);
  });
});

/** Changes one bit in the middle, as a bad disk would. */
export function flipByte(path: string): void {
  const bytes = readFileSync(path);
  const middle = bytes.length >> 1;
  bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
  writeFileSync(path, bytes);
}

function pathOf({ folder }: Workspace, kind: string, digest: string): string {
  const hex = digest.slice('sha256:'.length);
  return join(folder, '.epochal/store', kind, hex.slice(0, 2), hex.slice(2));
}
