import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../environment/package.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import { describeInBrowser } from '../browser.ts';
import { detailsOf, openDetails } from './study-page.ts';
import { Workspace, small } from './workspace.ts';

const SPEC = join(packageRoot, 'specs/relu-verdict.yaml');
const SEEDS = ['--set', 'seeds={count: 3, from: 0}'];

type Told = Pick<
  Verdict,
  | 'claim'
  | 'metric'
  | 'n'
  | 'effect'
  | 'interval'
  | 'p'
  | 'pHolm'
  | 'verdict'
  | 'reason'
  | 'exploratory'
> &
  Pick<Verdict, 'reused' | 'testSet' | 'seeds' | 'pRefuted'>;

describeInBrowser('the verdicts of a study', (open) => {
  const workspace = new Workspace();
  beforeAll(async () => {
    expect((await workspace.epochal('up')).code).toBe(0);
  });
  afterAll(() => workspace.remove());

  const run = (...more: string[]) => workspace.epochal('run', SPEC, ...small(4), ...SEEDS, ...more);
  const told = async (study: string): Promise<readonly Told[]> => {
    const { stdout } = await workspace.epochal('results', study, '--json');
    return (JSON.parse(stdout) as { hypotheses: readonly Told[] }).hypotheses;
  };
  const report = (study: string): string =>
    readFileSync(join(workspace.folder, 'reports', study, 'report.md'), 'utf8');

  let stdout = '';
  test('are there when it has ended, unrounded for programs', async () => {
    const ran = await run();
    expect(ran.code).toBe(0);
    ({ stdout } = ran);
    const verdicts = await told('relu-verdict');
    expect(verdicts.map(({ claim }) => claim)).toEqual([
      'ReLU raises test accuracy',
      'ReLU lowers test loss',
      'ReLU makes training smoother',
    ]);
    expect(Object.keys(verdicts[0]!).slice(0, 10)).toEqual([
      ...['claim', 'metric', 'n', 'effect', 'interval', 'p', 'pHolm', 'verdict', 'reason'],
      'exploratory',
    ]);
    for (const verdict of verdicts) {
      expect(verdict).toMatchObject({ n: 3, exploratory: false });
      expect(verdict).not.toHaveProperty('reused');
      // From the trials' own numbers, by arithmetic.
      const [a, b, c] = verdict.seeds.map((each) => each.treatment - each.baseline);
      expect(verdict.effect).toBeCloseTo((a! + b! + c!) / 3, 12);
    }
    // Ten thousand test images, of each the same models' answers.
    expect(verdicts[0]!.testSet!.samples).toBe(10_000);
    const [low, high] = verdicts[0]!.testSet!.interval;
    expect((low + high) / 2).toBeCloseTo(verdicts[0]!.effect!, 9);
  });

  test('are the same numbers, to the last digit shown, in report, terminal and Web UI', async () => {
    const verdicts = await told('relu-verdict');
    const page = await openDetails(open, workspace.supervisor()!.ui, 'relu-verdict');
    const [details] = await detailsOf(page, /[^]*ReLU makes training smoother[^]*/);
    const places = {
      terminal: stdout.replaceAll(/\s+/g, ' '),
      report: report('relu-verdict').replaceAll('\\', ''),
      'Web UI': details,
    };
    for (const [place, text] of Object.entries(places)) {
      for (const { claim, metric, effect, interval, verdict, pHolm, pRefuted } of verdicts) {
        const factor = metric.endsWith('accuracy') ? 100 : 1;
        const digits = metric.endsWith('accuracy') ? 2 : metric.endsWith('loss') ? 4 : null;
        const shown = (value: number): string => {
          const size = Math.abs(value * factor);
          const number = digits === null ? countText(size) : size.toFixed(digits);
          return `${value < 0 ? '−' : value > 0 ? '+' : ''}${number}`;
        };
        const p = verdict === 'refuted' ? pRefuted! : pHolm!;
        const unit = factor === 100 ? ' percentage points' : '';
        const numbers =
          `${shown(effect!)}${unit} (95% interval ${shown(interval![0])} to ${shown(interval![1])}), ` +
          `p = ${p >= 0.001 ? p.toPrecision(2) : p.toExponential(1)}`;
        expect(`${place}: ${text}`).toContain(numbers);
        expect(`${place}: ${text}`).toContain(claim);
      }
    }
  });

  test('are exploratory when the question changes after the results, with what was asked before', async () => {
    const before = await told('relu-verdict');
    const { run: first } = (await workspace.results('relu-verdict')).results;
    const plan = await workspace.epochal('plan', SPEC, ...small(4), ...SEEDS, '--set', 'alpha=0.1');
    expect(plan.stdout).toContain('Exploratory: it asks with other alpha');
    const ran = await run('--set', 'alpha=0.1');
    expect(ran.stdout).toContain('ReLU raises test accuracy (exploratory; all seeds reused)');
    for (const { exploratory } of await told('relu-verdict')) expect(exploratory).toBe(true);
    expect(report('relu-verdict')).toContain('No: the verdicts are exploratory.');
    expect(report('relu-verdict')).toMatch(
      /relu-verdict@\w+`: the first question, before the first result/,
    );
    expect(report('relu-verdict')).toMatch(
      /relu-verdict@\w+`: other alpha, after the first result/,
    );
    // The first question keeps what was said of it.
    expect(await told(first)).toEqual(before);
  });

  test('mark seeds that another study has computed, and stand beside the effect without them', async () => {
    const more = ['--set', 'study=more', '--set', 'seeds={count: 5, from: 0}'];
    const ran = await workspace.epochal('run', SPEC, ...small(4), ...more);
    expect(ran.stdout).toContain('Reused: the store has epochs of seeds 0, 1 and 2 already');
    const verdicts = await told('more');
    const earlier = await told('relu-verdict');
    expect(verdicts).toHaveLength(3);
    for (const [i, { n, exploratory, reused, seeds }] of verdicts.entries()) {
      expect({ n, exploratory }).toEqual({ n: 5, exploratory: false });
      expect(reused).toMatchObject({ seeds: [0, 1, 2], without: { n: 2 } });
      expect(seeds.slice(0, 3)).toEqual(earlier[i]!.seeds);
      const [a, b] = seeds.slice(3).map(({ difference }) => difference);
      expect(reused!.without.effect).toBeCloseTo((a! + b!) / 2, 12);
    }
    expect(report('more')).toContain('Without reused seeds');
  });

  test('leave one seed undecided, and name the study that would decide it, with its cost', async () => {
    const one = ['--set', 'study=one', '--set', 'seeds=[0]'];
    const ran = await workspace.epochal('run', SPEC, ...small(4), ...one);
    for (const { verdict, p } of await told('one'))
      expect([verdict, p]).toEqual(['undecided', null]);
    expect(ran.stdout).toMatch(
      /6 seeds need 10 more trials, about [\d.]+ (s|min \d+ s); seed 0 is reused:/,
    );
    expect(ran.stdout).toContain(
      `epochal run ${SPEC} --set 'data.split={train: 2000, validation: 500}' ` +
        "--set 'training.epochs=4' --set study=one-6-seeds --set 'seeds={count: 6, from: 0}'",
    );
  });
});

/** A count with two digits after the point, if it is no whole one. */
function countText(value: number): string {
  return value.toFixed(Number.isInteger(value) ? 0 : 2);
}
