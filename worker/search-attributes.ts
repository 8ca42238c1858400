import type { ConnectionLike } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../study/search-attributes.ts';
import type { SearchAttribute } from '../study/search-attributes.ts';

/** `IndexedValueType` of Temporal's API. */
const TYPES = { Keyword: 2, Int: 3, Double: 4 } as const;

/**
 * The search attributes of ours that a namespace has, each with its right type; none where the server
 * does not say. One that is not registered would fail a workflow's task.
 */
export async function registeredAttributes(
  { operatorService }: Pick<ConnectionLike, 'operatorService'>,
  namespace: string,
): Promise<readonly SearchAttribute[]> {
  const names = Object.keys(SEARCH_ATTRIBUTES) as SearchAttribute[];
  try {
    const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
    return names.filter(
      (name) => Number(customAttributes[name]) === TYPES[SEARCH_ATTRIBUTES[name]],
    );
  } catch {
    return [];
  }
}
