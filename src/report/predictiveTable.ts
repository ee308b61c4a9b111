import type { PredictiveCheck } from '../../models/checks/predictiveCheck.ts';
import { faultName, findingLevel } from '../../models/checks/words.ts';
import type { PrintedTable, TableColumn, TableRow } from './renderTable.ts';

/** The numbers of a predictive check: tests first, then what data sets are summed up by. */
export function predictiveTable(check: PredictiveCheck): PrintedTable {
  const { tests, statistics, dataSets, rows, replicates } = check;
  const number = (title: string): TableColumn => ({ title, kind: 'number' });
  return {
    title: `${replicates.model.design.response.name} among ${dataSets} data sets drawn: ${check.statement}`,
    columns: [
      { title: '', kind: 'text' },
      number('data'),
      number('drawn'),
      { title: '95% of those drawn', kind: 'interval' },
      number('p'),
      number('p, of all tests'),
    ],
    rows: [
      ...(tests.length === 0 ? [] : [{ heading: 'Tests' }]),
      ...tests.map((test) => row(faultName(test), test, test.adjusted)),
      { heading: 'Data sets' },
      ...statistics.map((one) => row(one.name, one, null)),
    ],
    note: [
      `p: share of data sets as far out as the data, of both ends where both matter; p of all tests: that any test of a data set is as far out. Below ${findingLevel} it is a finding.`,
      `${rows.length} rows${rows.length === replicates.model.design.rows ? '' : ` of ${replicates.model.design.rows}`}.`,
    ],
  };
}

type Numbers = Pick<
  PredictiveCheck['statistics'][number],
  'observed' | 'expected' | 'lower' | 'upper' | 'pValue'
>;

function row(
  name: string,
  { observed, expected, lower, upper, pValue }: Numbers,
  adjusted: number | null,
): TableRow {
  return [
    name,
    { kind: 'number', value: observed },
    { kind: 'number', value: expected },
    { kind: 'interval', lower, upper },
    { kind: 'probability', value: pValue, as: 'p-value' },
    adjusted === null ? null : { kind: 'probability', value: adjusted, as: 'p-value' },
  ];
}
