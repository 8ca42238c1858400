import type { Diagnostic, DiagnosticCode } from './diagnostics.ts';
import { LIMITS } from './limits.ts';
import { CONTROL } from './readable.ts';
import { diagnose, placeOf } from './tree.ts';
import type { Location, MapEntry, ScalarNode, SpecNode } from './tree.ts';
import { count } from './words.ts';

const UNQUOTED = 'Inside `{ }` or `[ ]` YAML needs quotes around an expression: "${{ … }}".';

/** Builds a spec's tree from whatever reads it, and refuses what no spec can hold. */
export class TreeBuilder {
  readonly diagnostics: Diagnostic[] = [];
  // With aliases followed: shared nodes count each time they are used.
  readonly #sizes = new Map<SpecNode, { readonly nodes: number; readonly depth: number }>();
  #tooLarge = false;
  #reported = 0;

  /** Whether the tree has more values or levels than a spec may have: it must not be walked. */
  get tooLarge(): boolean {
    return this.#tooLarge;
  }

  scalar(value: unknown, text: string, at: Location): ScalarNode {
    const before = this.#reported;
    const plain = this.#scalarValue(value, text, at);
    return this.#leaf(plain, text, at, this.#reported > before);
  }

  list(items: readonly SpecNode[], at: Location): SpecNode {
    return this.#measured({ kind: 'list', items, at }, items);
  }

  map(
    pairs: readonly { key: string | null; keyAt: Location; value: SpecNode }[],
    at: Location,
  ): SpecNode {
    const entries: MapEntry[] = [];
    const seen = new Map<string, Location>();
    for (const { key, keyAt, value } of pairs) {
      if (key === null) {
        this.#report('bad-key', keyAt, 'A field’s name is plain text.');
      } else if (CONTROL.test(key)) {
        this.#report('not-text', keyAt, 'A field’s name holds no control characters.');
      } else if (key.length > LIMITS.nameLength) {
        const message = `A field’s name has at most ${LIMITS.nameLength} characters, this one has ${count(key.length)}.`;
        this.#report('bad-key', keyAt, message);
      } else if (key === '<<') {
        this.#report('bad-key', keyAt, 'Merge keys (`<<`) are not read. Write the fields out.');
      } else if (seen.has(key)) {
        const first = placeOf(seen.get(key)!);
        this.#report('duplicate-key', keyAt, `\`${key}\` is given twice; the first is ${first}.`);
      } else {
        seen.set(key, keyAt);
        entries.push({ key, keyAt, value });
      }
    }
    return this.#measured(
      { kind: 'map', entries, at },
      entries.map((entry) => entry.value),
    );
  }

  alias(target: SpecNode, at: Location): SpecNode {
    return this.#tooLarge ? this.#leaf(null, '', at, true) : target;
  }

  unknownAlias(name: string, at: Location): SpecNode {
    this.#report(
      'bad-alias',
      at,
      `No earlier value has the anchor \`&${name}\`, or \`*${name}\` lies inside of it.`,
    );
    return this.#leaf(null, '', at, true);
  }

  unquoted(at: Location): void {
    this.#report('unquoted-expression', at, UNQUOTED);
  }

  notData(what: string, at: Location): SpecNode {
    this.#report(
      'not-data',
      at,
      `A spec holds texts, numbers, true, false, lists and maps; this is ${what}.`,
    );
    return this.#leaf(null, '', at, true);
  }

  #leaf(value: ScalarNode['value'], text: string, at: Location, refused: boolean): ScalarNode {
    const node: ScalarNode = {
      kind: 'scalar',
      value: refused ? null : value,
      text,
      at,
      ...(refused ? { refused } : {}),
    };
    this.#sizes.set(node, { nodes: 1, depth: 0 });
    return node;
  }

  #measured(node: SpecNode, children: readonly SpecNode[]): SpecNode {
    let nodes = 1;
    let depth = 0;
    for (const child of children) {
      const size = this.#sizes.get(child);
      nodes += size?.nodes ?? 1;
      depth = Math.max(depth, 1 + (size?.depth ?? 0));
    }
    this.#sizes.set(node, { nodes, depth });
    if (!this.#tooLarge && (nodes > LIMITS.nodes || depth > LIMITS.depth)) {
      this.#tooLarge = true;
      this.#report(
        nodes > LIMITS.nodes ? 'too-many-values' : 'too-deep',
        node.at,
        nodes > LIMITS.nodes
          ? `With its aliases followed this holds more than ${LIMITS.nodes.toLocaleString('en')} values.`
          : `This is nested more than ${LIMITS.depth} levels deep. No field of a spec is.`,
      );
    }
    return node;
  }

  #scalarValue(value: unknown, text: string, at: Location): ScalarNode['value'] {
    if (typeof value === 'number') {
      if (!Number.isFinite(value)) {
        this.#report('not-finite', at, `\`${text}\` is no finite number.`);
        return null;
      }
      if (/^[-+]?0[0-9]+$/.test(text)) {
        const octal = /^[-+]?[0-7]+$/.test(text) ? `, ${parseInt(text, 8)} in YAML 1.1` : '';
        this.#report(
          'ambiguous-number',
          at,
          `\`${text}\` is ${value} in YAML 1.2${octal}. Write ${value} without the zero in front.`,
        );
      }
      return value + 0 === 0 ? 0 : value; // -0 is 0
    }
    if (typeof value === 'string') {
      // Longer than any text of a spec, in two code units a character.
      if (value.length > 2 * LIMITS.textLength) {
        const most = count(LIMITS.textLength);
        const message = `A text has at most ${most} characters, this one ${count(value.length)}.`;
        this.#report('too-large', at, message);
        return '';
      }
      const bad = CONTROL.exec(value);
      if (bad !== null) {
        const code = bad[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
        this.#report('not-text', at, `This text holds the control character U+${code}.`);
        return '';
      }
      return value;
    }
    if (typeof value === 'boolean' || value === null) return value;
    this.#report('not-data', at, `A spec holds no ${typeof value}.`);
    return null;
  }

  #report(code: DiagnosticCode, at: Location, message: string): void {
    this.#reported++;
    // A file of nothing but mistakes need not be told them all.
    if (this.#reported <= LIMITS.errors) {
      this.diagnostics.push(diagnose(code, at, message));
    }
  }
}
