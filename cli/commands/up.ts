import { pointsToServer } from '../connection.ts';
import { prepare } from '../prepare.ts';
import { bringUp } from '../supervisor/client.ts';

/** Sets up what is missing, and keeps server and worker running until `down`. */
export async function up(): Promise<void> {
  await prepare({ ownServer: true });
  const { state, started } = await bringUp('up');
  process.stdout.write(
    [
      started ? 'Started.' : 'Already running.',
      `  Temporal  ${state.address}`,
      `  Web UI    ${state.ui}`,
      '',
      'Start a study with one of',
      '  epochal run specs/relu.yaml',
      `  temporal workflow start --address ${state.address} --type study --task-queue epochal \\`,
      '    --workflow-id relu --input-file specs/relu.yaml --input-meta encoding=binary/plain',
      'Stop with `epochal down`.',
      '',
    ].join('\n'),
  );
  if (process.env['TEMPORAL_ADDRESS'] === state.address || !(await pointsToServer())) return;
  process.stderr.write(
    'TEMPORAL_ADDRESS or a temporal.toml points to another server, and `epochal run` uses that ' +
      `one. To use this one: TEMPORAL_ADDRESS=${state.address}\n`,
  );
}
