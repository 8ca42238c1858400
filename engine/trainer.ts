/**
 * The trainer: a child process that computes, so that the worker's event loop never waits for
 * TensorFlow. Started by engine/pool.ts; talks over the channel of `fork`.
 */
import { EpochalError } from '../study/errors.ts';
import { requireAddressSpace } from './address-space.ts';
import { loadBackend } from './backend.ts';
import type { FromTrainer, ToTrainer } from './messages.ts';
import { isOutOfMemory } from './out-of-memory.ts';
import type { Progress, TrainerRequest } from './protocol.ts';
import { TrainerSession } from './session.ts';

/** Between looks at the channel, in the middle of an epoch. */
const YIELD_MS = 50;
const PROGRESS_MS = 200;

class Stopped extends Error {}

void main();

async function main(): Promise<void> {
  // Nobody is left to answer. Also ends a trainer whose worker was killed.
  process.on('disconnect', () => process.exit(0));
  // A terminal sends Ctrl-C to the whole group; the worker decides when its trainers end.
  process.on('SIGINT', () => undefined);

  let stop = false;
  const loading = loadBackend().then((backend) => new TrainerSession(backend));
  loading.then(
    () => send({ type: 'ready' }),
    () => undefined,
  );
  process.on('message', (message: ToTrainer) => {
    if (message.type === 'stop') {
      stop = true;
      return;
    }
    stop = false;
    void answer(loading, message.request, () => stop).then(send);
  });
}

async function answer(
  loading: Promise<TrainerSession>,
  request: TrainerRequest,
  isStopped: () => boolean,
): Promise<FromTrainer> {
  try {
    requireAddressSpace();
    const session = await loading;
    const response = await session.handle(request, createOnBatch(isStopped));
    requireAddressSpace();
    return { type: 'response', response };
  } catch (error) {
    if (error instanceof Stopped) return { type: 'stopped' };
    if (error instanceof EpochalError) {
      const { code, message, details } = error;
      return { type: 'error', code, message, details };
    }
    const { message, stack } = error as Error;
    if (!isOutOfMemory(error)) return { type: 'bug', message, stack: stack ?? message };
    const sentence =
      `The trainer had not enough memory to ${request.type}: ${message}. It is tried again; if that ` +
      'goes on, give the worker fewer slots (EPOCHAL_SLOTS), or the model fewer parameters.';
    return { type: 'error', code: 'ENGINE_FAILED', message: sentence, details: {} };
  }
}

/** Reports progress, and lets the event loop take messages in. */
function createOnBatch(isStopped: () => boolean) {
  let yielded = performance.now();
  let reported = yielded;
  return (progress: Progress): Promise<void> | undefined => {
    const now = performance.now();
    if (now - yielded < YIELD_MS) return undefined;
    yielded = now;
    requireAddressSpace();
    if (now - reported >= PROGRESS_MS) {
      reported = now;
      send({ type: 'progress', progress });
    }
    return new Promise((resolve, reject) => {
      setImmediate(() => (isStopped() ? reject(new Stopped()) : resolve()));
    });
  };
}

function send(message: FromTrainer): void {
  // The channel may close at any moment; 'disconnect' follows.
  if (process.connected) process.send?.(message, () => undefined);
}
