import { setTimeout as turn } from 'node:timers/promises';
import type { PlannedStep } from '../../study/plan.ts';
import { inputsOf, runGraph } from '../../workflows/dag.ts';
import type { Outputs } from '../../workflows/dag.ts';
import { studyGraph } from '../../workflows/study-graph.ts';

const node = (id: string, ...needs: string[]): { id: string; needs: string[] } => ({ id, needs });

/** A graph whose steps the test ends. */
class Held {
  readonly #ends = new Map<string, { end: (outputs: Outputs) => void; fail: (e: Error) => void }>();
  readonly started: string[] = [];

  run(step: { id: string }): Promise<Outputs> {
    this.started.push(step.id);
    return new Promise((end, fail) => this.#ends.set(step.id, { end, fail }));
  }

  async end(id: string): Promise<void> {
    this.#ends.get(id)!.end({});
    await turn();
  }

  async fail(id: string): Promise<void> {
    this.#ends.get(id)!.fail(new Error(`${id} failed`));
    await turn();
  }
}

describe('a graph of steps', () => {
  test('runs each step as soon as all that it needs has ended, branches side by side', async () => {
    const held = new Held();
    const nodes = [node('d', 'b', 'c'), node('c', 'a'), node('b', 'a'), node('a')];
    const done = runGraph(nodes, (step) => held.run(step));
    await turn();
    expect(held.started).toEqual(['a']);
    await held.end('a');
    expect([...held.started].sort()).toEqual(['a', 'b', 'c']);
    await held.end('c');
    expect(held.started).not.toContain('d');
    await held.end('b');
    expect(held.started).toContain('d');
    await held.end('d');
    await expect(done).resolves.toHaveProperty('size', 4);
  });

  test('lets what does not depend on a failure go on, and fails once that has ended', async () => {
    const held = new Held();
    const nodes = [node('a'), node('b'), node('after a', 'a'), node('after b', 'b')];
    const done = runGraph(nodes, (step) => held.run(step));
    const failed = expect(done).rejects.toThrow('a failed');
    await turn();
    await held.fail('a');
    await held.end('b');
    expect(held.started).toEqual(['a', 'b', 'after b']);
    await held.end('after b');
    await failed;
  });

  test('hands each step what those before it gave', async () => {
    const ended = await runGraph([node('two', 'one'), node('one')], async ({ id }, before) =>
      id === 'one' ? { value: 1 } : { value: Number(before.get('one')!['value']) + 1 },
    );
    expect(ended.get('two')).toEqual({ value: 2 });
  });
});

const step = (fields: Partial<PlannedStep>): PlannedStep => ({
  ...{ id: 'own', uses: 'acme/own', per: 'trial', needs: [], with: {} },
  ...fields,
});
const trial = { variant: { rate: 0.5, name: 'a' }, seed: 7 };

describe('a step’s inputs', () => {
  const steps = new Map<string, Outputs>([
    ['train', { best: { state: 'sha256:1' } }],
    ['test', { metrics: { loss: 0.1, accuracy: 0.9 } }],
    ['skipped', null],
    ['diverged', { best: null }],
  ]);

  test('are values of steps, of the variant and the seed, within lists, maps and texts too', () => {
    const given = {
      model: '${{ steps.train.best }}',
      accuracy: '${{ steps.test.metrics.accuracy }}',
      rate: '${{ matrix.rate }}',
      options: { seeds: ['${{ seed }}'], label: '${{ matrix.name }} at ${{ matrix.rate }}' },
      runs: 3,
    };
    expect(inputsOf(step({ with: given }), { steps, trial })).toEqual({
      values: {
        model: { state: 'sha256:1' },
        accuracy: 0.9,
        rate: 0.5,
        options: { seeds: [7], label: 'a at 0.5' },
        runs: 3,
      },
      gathered: {},
    });
  });

  test.each<[why: string, fields: Partial<PlannedStep>]>([
    ['its condition does not hold', { if: { kind: 'value', value: false } }],
    ['it needs a step that was skipped', { needs: ['skipped'] }],
    ['it takes what is not there', { with: { model: '${{ steps.diverged.best }}' } }],
  ])('are none where %s', (_, fields) => {
    expect(inputsOf(step(fields), { steps, trial })).toBeNull();
  });

  test('of a step that always runs are there, although a step that it needs was skipped', () => {
    const train = step({ uses: 'train', needs: ['skipped'], with: { n: 1 } });
    expect(inputsOf(train, { steps, trial })).toEqual({ values: { n: 1 }, gathered: {} });
  });

  test('of all trials are left to the activity, which reads them from the store', () => {
    const gathers = step({ per: 'study', with: { all: '${{ steps.size.bytes }}' } });
    const reference = {
      kind: 'steps',
      step: 'size',
      output: 'bytes',
      members: [],
      text: expect.any(String) as string,
    };
    expect(inputsOf(gathers, { steps, gathered: new Set(['size']) })).toEqual({
      values: {},
      gathered: { all: reference },
    });
  });
});

test('the trials are one node of a study: after what they need, before what takes of them', () => {
  const graph = studyGraph([
    step({ id: 'download', per: 'study' }),
    step({ id: 'unrelated', per: 'study' }),
    step({ id: 'split', needs: ['download'] }),
    step({ id: 'train', needs: ['download', 'split'] }),
    step({ id: 'compare', per: 'study', needs: ['train'] }),
  ]);
  expect(graph.map(({ id, needs }) => [id, needs])).toEqual([
    ['download', []],
    ['unrelated', []],
    ['compare', ['']],
    ['', ['download', 'download']],
  ]);
});
