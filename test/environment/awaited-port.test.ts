import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { choosePort } from '../../cli/supervisor/server.ts';
import { distFile } from '../../environment/package.ts';
import { freePort } from '../e2e/workspace.ts';

test('no server is started where another folder’s worker waits for its own', async () => {
  const port = await freePort();
  const script = `require(${JSON.stringify(distFile('environment/awaited-port.js'))})
    .awaitPort(${port}).then(() => console.log('waits'));
    setInterval(() => undefined, 1000);`;
  const worker = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(worker.stdout, 'data');
  expect(await choosePort(port)).not.toBe(port);
  worker.kill('SIGKILL');
  await once(worker, 'exit');
});

test('the port is free again once that worker is gone', async () => {
  const port = await freePort();
  expect(await choosePort(port)).toBe(port);
});
