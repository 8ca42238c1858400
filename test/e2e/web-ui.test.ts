import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../environment/package.ts';
import { describeInBrowser } from '../browser.ts';
import { detailsOf, openDetails } from './study-page.ts';
import { RELU, Workspace } from './workspace.ts';

// WRITE_IMAGES=1 npx jest test/e2e/web-ui writes the picture of the documentation anew.
const IMAGES = process.env['WRITE_IMAGES'] ? join(packageRoot, 'docs/images') : null;
/** A curve, a space at which no line ends, and the number that it ends with. */
const CURVE = '[▁▂▃▄▅▆▇█]{2,}\u00A0(\\d\\.\\d{4})';

describeInBrowser('a study in Temporal’s Web UI', (open) => {
  const workspace = new Workspace({ EPOCHAL_SLOTS: '1' });
  // Of real size, but for the samples.
  const spec = [
    'relu.yaml',
    ...['data.split={train: 4000, validation: 1000}', 'training.epochs=30'].flatMap((value) => [
      '--set',
      value,
    ]),
  ];
  let ui: string;

  beforeAll(async () => {
    cpSync(RELU, join(workspace.folder, 'relu.yaml'));
    expect((await workspace.epochal('up')).code).toBe(0);
    ui = workspace.supervisor()!.ui;
    expect((await workspace.epochal('run', ...spec, '--detach')).code).toBe(0);
  });
  afterAll(() => workspace.remove());

  test('shows how far each trial is, its curve, and the newest accuracy and loss', async () => {
    const page = await openDetails(open, ui, 'relu');
    const row = `relu\\t0\\tepoch\u00A0(\\d+)\u00A0of\u00A030\\t${CURVE}\\t(\\d\\.\\d{4})`;
    const [, epoch, accuracy, loss] = await detailsOf(page, new RegExp(row));
    if (IMAGES !== null) await page.screenshot({ path: join(IMAGES, 'web-ui.png') });
    const { results } = await workspace.results('relu');
    const { validation } = results.trials[1]!.epochs[Number(epoch) - 1]!;
    expect(accuracy).toBe(validation.accuracy!.toFixed(4));
    expect(loss).toBe(validation.loss.toFixed(4));
    await page.close();
  });

  test('shows a trial’s curves of training and validation', async () => {
    const page = await openDetails(open, ui, 'relu/activation=linear,seed=0');
    const rows = ['train', 'validation'].map((split) => `${split}\\t${CURVE}\\t${CURVE}`);
    const [, , , loss, accuracy] = await detailsOf(page, new RegExp(`${rows.join('\\n')}\\ntest`));
    const { results } = await workspace.results('relu');
    const last = results.trials[0]!.epochs.at(-1)!;
    expect(loss).toBe(last.validation.loss.toFixed(4));
    expect(accuracy).toBe(last.validation.accuracy!.toFixed(4));
    await page.close();
  });

  test('shows what was tested, once a study is done', async () => {
    const page = await openDetails(open, ui, 'relu');
    const tested = `relu\\t0\\tdone\\t${CURVE}\\t[\\d.]+\\t(\\d\\.\\d{4})\\t(\\d\\.\\d{4})`;
    const [, , loss, accuracy] = await detailsOf(page, new RegExp(`: done\\n[^]*${tested}`));
    const { results } = await workspace.results('relu');
    expect(loss).toBe(results.trials[1]!.test!.loss.toFixed(4));
    expect(accuracy).toBe(results.trials[1]!.test!.accuracy!.toFixed(4));
    await page.close();
  });
});
