import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../environment/package.ts';
import { describeInBrowser } from '../browser.ts';
import { detailsOf, openDetails } from './study-page.ts';
import { RELU, Workspace, small } from './workspace.ts';

// WRITE_IMAGES=1 npx jest test/e2e/web-ui writes the picture of the documentation anew.
const PICTURE = process.env['WRITE_IMAGES'] ? join(packageRoot, 'docs/images/web-ui.png') : null;
/** A curve, a space at which no line ends, and the number that it ends with. */
const CURVE = '[▁▂▃▄▅▆▇█]{2,}\u00A0(\\d\\.\\d{4})';

describeInBrowser('a study in Temporal’s Web UI', (open) => {
  const workspace = new Workspace({ EPOCHAL_SLOTS: '2' });
  // Running for as long as the tests do; for the picture with as many epochs as people would train.
  const long =
    PICTURE === null
      ? small(1000)
      : ['--set', 'data.split={train: 20000, validation: 5000}', '--set', 'training.epochs=50'];
  let ui: string;

  beforeAll(async () => {
    cpSync(RELU, join(workspace.folder, 'relu.yaml'));
    expect((await workspace.epochal('up')).code).toBe(0);
    ui = workspace.supervisor()!.ui;
    expect((await workspace.epochal('run', 'relu.yaml', ...long, '--detach')).code).toBe(0);
  });
  afterAll(() => workspace.remove());

  test('shows how far each trial is, its curve, and the newest accuracy and loss', async () => {
    const page = await openDetails(open, ui, 'relu');
    const rows = ['linear', 'relu'].map(
      (variant) =>
        `${variant}\\t0\\tepoch\u00A0(\\d\\d+)\u00A0of\u00A0\\d+\\t${CURVE}\\t(\\d\\.\\d{4})`,
    );
    const [, ...shown] = await detailsOf(page, new RegExp(rows.join('\\n')));
    if (PICTURE !== null) await page.screenshot({ path: PICTURE });
    const { results } = await workspace.results('relu');
    const [linear, relu] = results.trials;
    for (const [trial, [epoch, accuracy, loss]] of [
      [linear!, shown.slice(0, 3)],
      [relu!, shown.slice(3)],
    ] as const) {
      const { validation } = trial.epochs[Number(epoch) - 1]!;
      expect(accuracy).toBe(validation.accuracy!.toFixed(4));
      expect(loss).toBe(validation.loss.toFixed(4));
    }
    await page.close();
  });

  describe('that has ended', () => {
    beforeAll(async () => {
      expect((await workspace.epochal('stop', 'relu')).code).toBe(0);
      const short = [...small(6), '--set', 'study=short'];
      expect((await workspace.epochal('run', 'relu.yaml', ...short)).code).toBe(0);
    });

    test('shows a trial’s curves of training and validation', async () => {
      const page = await openDetails(open, ui, 'short/activation=linear,seed=0');
      const rows = ['train', 'validation'].map((split) => `${split}\\t${CURVE}\\t${CURVE}`);
      const [, ...shown] = await detailsOf(page, new RegExp(`${rows.join('\\n')}\\ntest`));
      const { results } = await workspace.results('short');
      const { train, validation } = results.trials[0]!.epochs.at(-1)!;
      const numbers = [train.loss, train.accuracy!, validation.loss, validation.accuracy!];
      expect(shown).toEqual(numbers.map((number) => number.toFixed(4)));
      await page.close();
    });

    test('shows its verdict, and what was tested', async () => {
      const page = await openDetails(open, ui, 'short');
      const tested = `relu\\t0\\tdone\\t${CURVE}\\t[\\d.]+\\t(\\d\\.\\d{4})\\t(\\d\\.\\d{4})`;
      const verdict = 'undecided[^\\n]*ReLU raises test accuracy';
      const wanted = new RegExp(`: done\\n[^]*${verdict}[^]*${tested}`, 'i');
      const [, , loss, accuracy] = await detailsOf(page, wanted);
      const { results } = await workspace.results('short');
      expect(loss).toBe(results.trials[1]!.test!.loss.toFixed(4));
      expect(accuracy).toBe(results.trials[1]!.test!.accuracy!.toFixed(4));
      await page.close();
    });
  });
});
