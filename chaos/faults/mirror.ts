import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from '../fault.ts';
import type { MirrorPlace, Misbehaviour } from '../places/mirror.ts';

/** Requests answered badly, before all is well. */
const BAD_ANSWERS = 3;
const SLOW_CHUNKS = 20;
const SLOW_MS = 250;
const POLL_MS = 5;

const cutOff: Misbehaviour = (response, bytes) => {
  response.writeHead(200, { 'content-length': bytes.length });
  response.write(bytes.subarray(0, bytes.length >> 1), () => response.destroy());
};

const wrongBytes: Misbehaviour = (response, bytes) => {
  const wrong = Buffer.from(bytes);
  wrong[wrong.length >> 1]! ^= 1;
  response.writeHead(200, { 'content-length': wrong.length }).end(wrong);
};

const slow: Misbehaviour = (response, bytes) => {
  response.writeHead(200, { 'content-length': bytes.length });
  void (async () => {
    const size = Math.ceil(bytes.length / SLOW_CHUNKS);
    for (let at = 0; at < bytes.length; at += size) {
      response.write(bytes.subarray(at, at + size));
      await delay(SLOW_MS);
    }
    response.end();
  })();
};

export const MIRROR_FAULTS: readonly Fault[] = [
  mirror('mirror-cut-off', 'the mirror ends connections in the middle of a file', cutOff),
  mirror('mirror-slow', 'the mirror takes 5 s for a file', slow),
  mirror('mirror-wrong', 'the mirror answers with wrong bytes', wrongBytes),
];

function mirror(name: string, about: string, how: Misbehaviour): Fault {
  return {
    name,
    group: 'mirror',
    place: 'mirror',
    about: `${about}, ${BAD_ANSWERS} times`,
    moments: [],
    targetSeconds: null,
    inject: async (site) => {
      const place = site.place as MirrorPlace; // the fault's own kind of place
      let isGood = false;
      void place.misbehave(BAD_ANSWERS, how).then(() => (isGood = true));
      // Set-up is over then, and the worker not there yet.
      await until(() => site.supervisor() !== null);
      place.emptyCache();
      await until(() => isGood || site.ended !== null);
      return { fromMs: performance.now(), what: `${BAD_ANSWERS} bad answers` };
    },
  };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await delay(POLL_MS);
}
