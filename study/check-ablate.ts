import type { Diagnostic } from './diagnostics.ts';
import { nearName } from './near-name.ts';
import { namedLayers } from './paths.ts';
import { diagnose, entryOf } from './tree.ts';
import type { ScalarNode, SpecNode } from './tree.ts';
import { ABLATE, NONE, matrixEntries } from './variants.ts';
import { listed } from './words.ts';

/** Phase 3c: `ablate` names layers of the model, each of which is the only one so named. */
export function checkAblate(root: SpecNode): readonly Diagnostic[] {
  const section = entryOf(root, ABLATE);
  const variable = entryOf(entryOf(root, 'matrix')?.value, ABLATE);
  const included = matrixEntries(root, 'include').flatMap(({ values }) => values.get(ABLATE) ?? []);
  if (variable !== undefined || (section === undefined && included.length > 0)) {
    const at = variable?.keyAt ?? included[0]!.at;
    const message =
      '`ablate` is no variable of the matrix. Write `ablate: [NAME]` beside it, with the names of layers.';
    return [diagnose('bad-key', at, message)];
  }
  const names = section?.value.kind === 'list' ? section.value.items : [];
  return [...names.filter((item) => item.kind === 'scalar'), ...included].flatMap((item) =>
    item.value === NONE && included.includes(item) ? [] : checkName(item, root),
  );
}

function checkName(item: ScalarNode, root: SpecNode): readonly Diagnostic[] {
  if (typeof item.value !== 'string') return [];
  const names = namedLayers(root).map(({ name }) => name);
  const found = names.filter((name) => name === item.value).length;
  if (item.value === NONE) {
    const message = `\`${NONE}\` is the variant with all layers. Give the layer another name.`;
    return [diagnose('bad-value', item.at, message)];
  }
  if (found === 1) return [];
  if (found > 1) {
    const message = `${found} layers have the name \`${item.value}\`. Give each its own.`;
    return [diagnose('duplicate-value', item.at, message)];
  }
  const near = nearName(item.value, names);
  const hint =
    near !== undefined
      ? `Did you mean \`${near}\`?`
      : names.length > 0
        ? `The named ones are ${listed(names, 'and')}.`
        : 'Give one a name, such as `- { name: hidden, dense: { units: 512 } }`.';
  return [
    diagnose('unknown-variable', item.at, `No layer has the name \`${item.value}\`. ${hint}`),
  ];
}
