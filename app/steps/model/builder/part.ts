import type { ColumnFacts } from '../../../analysis/model/columns.ts';
import type { Built } from '../../../state/built.ts';

/** What each part of the builder is handed. */
export interface PartProps {
  readonly built: Built;
  readonly columns: readonly ColumnFacts[];
  onChange(built: Built): void;
}
