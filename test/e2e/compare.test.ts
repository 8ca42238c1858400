import { RELU, Workspace, small } from './workspace.ts';

interface Compared {
  readonly a: { readonly run: string };
  readonly b: { readonly run: string };
  readonly spec: Readonly<Record<'inKeys' | 'notInKeys', readonly { readonly path: string }[]>>;
  readonly results: readonly {
    readonly metric: string;
    readonly variant: { readonly activation: string };
    readonly difference: number | null;
  }[];
  readonly trials: {
    readonly identical: number;
    readonly both: readonly object[];
    readonly onlyB: readonly { readonly seed: number }[];
  };
}

describe('two runs of one study, the second with an epoch and a seed more', () => {
  const workspace = new Workspace();
  const runs: string[] = [];
  beforeAll(async () => {
    expect((await workspace.epochal('up')).code).toBe(0);
    for (const set of [small(2), [...small(3), '--set', 'seeds=[0, 1]']]) {
      expect((await workspace.epochal('run', RELU, ...set)).code).toBe(0);
      runs.push((await workspace.results('relu')).results.run);
    }
    await workspace.epochal('down'); // the store alone is read
  });
  afterAll(() => workspace.remove());

  test('are compared by name: the newest run, and an earlier one', async () => {
    const { code, stdout } = await workspace.epochal('compare', runs[0]!, 'relu');
    expect(code).toBe(0);
    expect(stdout).toContain(`A  ${runs[0]}  done\nB  ${runs[1]}  done\nThe same arithmetic`);
    expect(stdout).toContain('No field that is in a key differs');
    expect(stdout).toContain('  seeds: [0] → [0, 1]\n  training.epochs: 2 → 3\n');
    expect(stdout).toContain('Trials: 0 of the 2 that both have are identical, by digest');
    expect(stdout).toContain(
      '  the same up to epoch 2, the last of A; B has 3: linear · seed 0;\n    relu · seed 0\n',
    );
    expect(stdout).toContain('Only in B: 2 trials: linear · seed 1; relu · seed 1\n');
    expect(stdout).toContain('ReLU raises test accuracy\n    A  Undecided');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('have their results side by side, unrounded for programs', async () => {
    const ran = await workspace.epochal('compare', runs[0]!, 'relu', '--json');
    const { a, b, spec, results, trials } = JSON.parse(ran.stdout) as Compared;
    expect([a.run, b.run]).toEqual(runs);
    expect(spec.inKeys).toEqual([]);
    expect(spec.notInKeys.map(({ path }) => path)).toEqual(['seeds', 'training.epochs']);
    const tested = async (run: string, activation: string): Promise<number> => {
      const all = (await workspace.results(run)).results.trials;
      const found = all.find(({ variant, seed }) => variant['activation'] === activation && !seed);
      return found!.test!.loss;
    };
    for (const { variant, difference } of results.filter(({ metric }) => metric === 'test.loss')) {
      const [ofA, ofB] = [
        await tested(runs[0]!, variant.activation),
        await tested('relu', variant.activation),
      ];
      expect(difference).toBe(ofB - ofA);
    }
    expect(results).toHaveLength(4);
    expect(trials).toMatchObject({
      identical: 0,
      both: [
        { epochs: { a: 2, b: 3 }, sameCommits: 2, sameStates: 2 },
        { epochs: { a: 2, b: 3 }, sameCommits: 2, sameStates: 2 },
      ],
    });
    expect(trials.onlyB.map(({ seed }) => seed)).toEqual([1, 1]);
  });

  test('are told when they are one and the same; a study that is not there, with those that are', async () => {
    const same = await workspace.epochal('compare', 'relu', runs[1]!);
    expect(same).toMatchObject({
      code: 0,
      stdout: `A and B are the same run, ${runs[1]}: nothing differs.\n`,
    });
    const unknown = await workspace.epochal('compare', 'relu', 'rely');
    expect(unknown.code).toBe(3);
    expect(unknown.stderr).toContain('No study "rely" in the store');
    expect(unknown.stderr).toContain('It has: relu.');
  });
});
