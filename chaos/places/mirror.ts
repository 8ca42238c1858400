import { mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { basename, join } from 'node:path';
import { cacheDir } from '../../environment/paths.ts';
import type { Place } from './place.ts';
import { plainPlace } from './plain.ts';

/** How a mirror answers while it is disturbed. */
export type Misbehaviour = (response: ServerResponse, bytes: Buffer) => void;

/** A folder whose data set comes from a mirror that the harness is. */
export interface MirrorPlace extends Place {
  /** Answers so many requests badly; settles when the next one is answered well. */
  misbehave(times: number, how: Misbehaviour): Promise<void>;
  /** Takes the data set away that set-up has found: the study's own step has to fetch it. */
  emptyCache(): void;
}

export async function mirrorPlace(root: string): Promise<MirrorPlace> {
  let bad: { readonly how: Misbehaviour; left: number; readonly onGood: () => void } | null = null;
  const server = createServer((request, response) => {
    // Mirrors have it gzipped; whoever sends the raw file is as good.
    const name = basename(request.url ?? '').replace(/\.gz$/, '');
    const bytes = readFileSync(join(cacheDir(), 'datasets', 'mnist', name));
    if (bad !== null && bad.left > 0) {
      bad.left -= 1;
      bad.how(response, bytes);
    } else {
      bad?.onGood();
      response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const cache = linkedCache(root);
  const place = plainPlace(root, {
    EPOCHAL_DATASETS: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    XDG_CACHE_HOME: cache,
  });
  return {
    ...place,
    misbehave: (times, how) =>
      new Promise((onGood) => {
        bad = { how, left: times, onGood };
      }),
    emptyCache: () => rmSync(join(cache, 'epochal', 'datasets')),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A cache of links into the user's: engine and server need not be built again. */
function linkedCache(root: string): string {
  const cache = join(root, 'cache', 'epochal');
  mkdirSync(cache, { recursive: true });
  for (const name of readdirSync(cacheDir()))
    symlinkSync(join(cacheDir(), name), join(cache, name));
  return join(root, 'cache');
}
