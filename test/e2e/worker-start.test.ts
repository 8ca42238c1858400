import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { distFile, packageRoot } from '../../environment/package.ts';
import { EpochalPlugin } from '../../worker/plugin.ts';
import { Workspace } from './workspace.ts';

describe('somebody’s worker with the plugin, at its start', () => {
  const workspace = new Workspace();
  let connection: NativeConnection;

  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    // The bundler looks for Temporal's packages beside the workflows, as in a real project.
    symlinkSync(join(packageRoot, 'node_modules'), join(workspace.folder, 'node_modules'));
    expect((await workspace.epochal('up')).code).toBe(0);
    connection = await NativeConnection.connect({ address: workspace.supervisor()!.address });
  });
  afterAll(async () => {
    try {
      await connection.close();
    } finally {
      await workspace.remove();
    }
  });

  function worker(workflows: string, slots = 0): Promise<Worker> {
    const workflowsPath = join(workspace.folder, `workflows-${workflows.length}.js`);
    writeFileSync(workflowsPath, workflows);
    return Worker.create({
      connection,
      taskQueue: `theirs-${workflows.length}`,
      workflowsPath,
      plugins: [new EpochalPlugin({ store: join(workspace.folder, 'store'), slots })],
    });
  }

  test('is told the line to add when its workflows leave ours out', async () => {
    const without = worker('exports.theirs = async () => 1;');
    await expect(without).rejects.toMatchObject({
      code: 'WORKFLOWS_MISSING',
      message: expect.stringContaining("export * from 'epochal/workflow';") as string,
    });
  });

  test.each([0, 1])('runs when they are there, and ends with %i slots', async (slots) => {
    const ours = JSON.stringify(distFile('workflows/index.js'));
    const complete = await worker(
      `module.exports = { ...require(${ours}), theirs: async () => 1 };`,
      slots,
    );
    // Before it has had the time to serve training.
    await complete.runUntil(Promise.resolve());
    expect(complete.getState()).toBe('STOPPED');
  });
});
