import { mkdirSync } from 'node:fs';
import { stateDir } from '../../environment/paths.ts';
import { EpochalError } from '../../study/errors.ts';
import { runForeground } from '../foreground.ts';
import { consoleLog } from '../setup/log.ts';
import { setUpTemporal } from '../setup/temporal.ts';
import { serverArguments, uiPort } from '../supervisor/server.ts';

/** Runs the dev server, with the flags that suit studies, until Ctrl-C. */
export async function server(options: { port: string }): Promise<void> {
  const port = Number(options.port);
  if (!Number.isInteger(port) || port < 1 || port > 64_535) {
    throw new EpochalError(
      'USAGE',
      `--port is ${JSON.stringify(options.port)}, expected a number from 1 to 64535.`,
    );
  }
  const { path } = await setUpTemporal({ log: consoleLog() });
  mkdirSync(stateDir(), { recursive: true });
  process.stdout.write(`Temporal 127.0.0.1:${port}, Web UI http://127.0.0.1:${uiPort(port)}\n`);
  process.exitCode = await runForeground(path, serverArguments(port));
}
