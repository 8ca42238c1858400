const SIZE = 624;
const SHIFT = 397;

/**
 * MT19937, the generator behind PyTorch's CPU random numbers.
 *
 * Source: Matsumoto and Nishimura, mt19937ar.c; PyTorch's MT19937RNGEngine.h gives the same stream
 * for the same 32-bit seed.
 */
export class MersenneTwister {
  readonly #state = new Uint32Array(SIZE);
  #next = SIZE;

  /**
   * @param seed an integer, of which the low 32 bits count (as `torch.manual_seed`), or the words of
   * a longer key (`init_by_array` of mt19937ar.c).
   */
  constructor(seed: number | Uint32Array) {
    if (typeof seed === 'number') this.#seedWithInteger(seed >>> 0);
    else this.#seedWithKey(seed);
  }

  /** The next integer, uniform in [0, 2^32). */
  nextUint32(): number {
    if (this.#next === SIZE) this.#twist();
    let y = this.#state[this.#next++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y >>> 0;
  }

  /** Moves on as `count` calls of nextUint32 would, a block of 624 at a time. */
  skip(count: number): void {
    let left = count;
    while (left > SIZE - this.#next) {
      left -= SIZE - this.#next;
      this.#twist();
    }
    this.#next += left;
  }

  #seedWithInteger(seed: number): void {
    const state = this.#state;
    state[0] = seed;
    for (let i = 1; i < SIZE; i += 1) {
      const before = state[i - 1]!;
      state[i] = Math.imul(1812433253, before ^ (before >>> 30)) + i;
    }
    this.#next = SIZE;
  }

  #seedWithKey(key: Uint32Array): void {
    this.#seedWithInteger(19650218);
    const state = this.#state;
    let i = 1;
    let j = 0;
    for (let k = Math.max(SIZE, key.length); k > 0; k -= 1) {
      const before = state[i - 1]!;
      state[i] = (state[i]! ^ Math.imul(before ^ (before >>> 30), 1664525)) + key[j]! + j;
      i += 1;
      j += 1;
      if (i === SIZE) {
        state[0] = state[SIZE - 1]!;
        i = 1;
      }
      if (j === key.length) j = 0;
    }
    for (let k = SIZE - 1; k > 0; k -= 1) {
      const before = state[i - 1]!;
      state[i] = (state[i]! ^ Math.imul(before ^ (before >>> 30), 1566083941)) - i;
      i += 1;
      if (i === SIZE) {
        state[0] = state[SIZE - 1]!;
        i = 1;
      }
    }
    state[0] = 0x80000000;
  }

  #twist(): void {
    const state = this.#state;
    for (let i = 0; i < SIZE; i += 1) {
      const next = i + 1 === SIZE ? 0 : i + 1;
      const far = i + SHIFT < SIZE ? i + SHIFT : i + SHIFT - SIZE;
      const y = (state[i]! & 0x80000000) | (state[next]! & 0x7fffffff);
      state[i] = state[far]! ^ (y >>> 1) ^ ((y & 1) === 0 ? 0 : 0x9908b0df);
    }
    this.#next = 0;
  }
}
