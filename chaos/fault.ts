import type { Moment } from './moments.ts';
import type { PlaceName } from './places/place.ts';
import type { RandomStream } from './random.ts';
import type { Site } from './site.ts';

/** A way to disturb a study. */
export interface Fault {
  readonly name: string;
  readonly group: FaultGroup;
  /** What it does, in a line. */
  readonly about: string;
  /** Moments that it is aimed at, besides random ones; empty where the moment makes no difference. */
  readonly moments: readonly Moment[];
  /** Where it can be injected; `plain` where nothing is said. */
  readonly place?: PlaceName;
  /** Why it can't be injected here; null where it can. */
  readonly reason?: () => string | null;
  /** Longest median recovery, in seconds; null where nothing is promised. */
  readonly targetSeconds: number | null;
  /**
   * Disturbs; what has to be at once is done before the first `await`. Null when there is nothing
   * to hit just now.
   */
  inject(site: Site, random: RandomStream): Promise<Injected | null>;
}

export type FaultGroup = 'processes' | 'server' | 'store' | 'mirror' | 'clock' | 'memory';

/** What was done. */
export interface Injected {
  /** Recovery counts from here, in ms of `performance.now()`: the fault, or an outage's end. */
  readonly fromMs: number;
  /** What it hit, for the log. */
  readonly what: string;
  /** What provenance has to name: `artifact sha256:…` or `record sha256:…`. */
  readonly damaged?: readonly string[];
  /** What was noted before is gone too. */
  readonly forgotten?: boolean;
  /** What was seen not to be as promised. */
  readonly differences?: readonly string[];
  /** Puts an end to it once the study has recovered; what was seen not to be as promised. */
  readonly afterwards?: () => Promise<readonly string[]>;
}
