import { setUpEngine } from './engine.ts';
import { consoleLog } from './log.ts';

/**
 * Sets the native engine up and nothing else, for images: `node engine-main.js cpu|gpu`. Ends with
 * exit code 3 where no native engine could be made, so that an image is never slow by accident.
 */
async function main(flavor: string | undefined): Promise<void> {
  if (flavor !== 'cpu' && flavor !== 'gpu') throw new Error(`flavor is ${flavor}, not cpu or gpu`);
  const { engine } = await setUpEngine({ log: consoleLog(), flavor });
  if (engine?.flavor !== flavor) throw new Error(`no native TensorFlow (${flavor}) could be made`);
  process.stdout.write(`${engine.packageDir}\n`);
}

main(process.argv[2]).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 3;
});
