import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkerOptions } from '@temporalio/worker';
import { defineStep } from '../../activities/step-definition.ts';
import { EpochalPlugin } from '../../worker/plugin.ts';

describe('the plugin on a worker’s options', () => {
  const folder = mkdtempSync(join(tmpdir(), 'epochal-plugin-'));
  const options: WorkerOptions = { taskQueue: 'mine', workflowsPath: 'workflows' };
  const plugin = (): EpochalPlugin => new EpochalPlugin({ store: folder, slots: 0 });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('adds its activities beside the worker’s own', async () => {
    const greeting = async (): Promise<string> => 'hello';
    const configured = await plugin().configureWorker({ ...options, activities: { greeting } });
    expect(configured.activities).toMatchObject({ greeting });
    expect(Object.keys(configured.activities!).sort()).toEqual([
      'audit',
      'checkpoint',
      'command',
      'compare',
      'conclude',
      'download',
      'greeting',
      'plot',
      'report',
      'resolve',
      'split',
    ]);
  });

  test('keeps the workflows and settings that the worker has', async () => {
    const configured = await plugin().configureWorker({
      ...options,
      maxHeartbeatThrottleInterval: '9s',
    });
    expect(configured.workflowsPath).toBe('workflows');
    expect(configured.maxHeartbeatThrottleInterval).toBe('9s');
  });

  test('refuses an activity of the same name, and names it', async () => {
    const report = async (): Promise<void> => undefined;
    const configured = plugin().configureWorker({ ...options, activities: { report } });
    await expect(configured).rejects.toMatchObject({
      code: 'NAME_TAKEN',
      details: { name: 'report' },
    });
  });

  test('adds steps of one’s own under the names that specs use', async () => {
    const step = defineStep({
      ...{ name: 'acme/size', version: 1, doc: 'A size.', per: 'trial' },
      inputs: { state: 'state' },
      outputs: { bytes: 'number' },
      run: async () => ({ bytes: 1 }),
    });
    const steps = new EpochalPlugin({ store: folder, slots: 0, steps: [step] });
    const configured = await steps.configureWorker(options);
    expect(Object.keys(configured.activities!)).toContain('acme/size');
    const activities = { 'acme/size': async (): Promise<void> => undefined };
    await expect(
      new EpochalPlugin({ store: folder, slots: 0, steps: [step] }).configureWorker({
        ...options,
        activities,
      }),
    ).rejects.toMatchObject({ code: 'NAME_TAKEN', details: { name: 'acme/size' } });
  });

  test.each([
    ['size', 'USAGE'],
    ['acme/', 'USAGE'],
    ['../etc', 'USAGE'],
  ])('refuses a step called %j, which no spec could use', (name, code) => {
    const step = { name, version: 1, doc: '', per: 'trial' as const, inputs: {}, outputs: {} };
    const steps = [{ ...step, run: async () => ({}) }];
    expect(() => new EpochalPlugin({ store: folder, steps })).toThrow(
      expect.objectContaining({ code }),
    );
  });

  test('is harmless when it is applied twice', async () => {
    const once = await plugin().configureWorker(options);
    const twice = await plugin().configureWorker(once);
    expect(twice).toBe(once);
  });
});
