import type { ColumnFacts } from '../../../analysis/model/columns.ts';
import type { BuiltGroup } from '../../../state/built.ts';
import { shapeOf, standsAlone } from '../../../state/built.ts';
import { isolated, texts } from '../../../texts/index.ts';
import { useConstant } from '../useModel.ts';
import { Choose, PickAndAdd, Removable } from './choices.tsx';
import type { PartProps } from './part.ts';

const words = texts.model.builder;

type Varying = Extract<BuiltGroup, { kind: 'varying' }>;

/** Which structures are of what: any coefficients, the levels of a factor, times, or places. */
const coefficientsOf: Readonly<Record<string, 'any' | 'levels' | 'times' | 'places'>> = {
  us: 'any',
  diag: 'any',
  homdiag: 'levels',
  cs: 'levels',
  homcs: 'levels',
  ar1: 'times',
  hetar1: 'times',
  toep: 'times',
  homtoep: 'times',
  ou: 'times',
  exp: 'places',
  mat: 'places',
  mat52: 'places',
};

/** What varies by group: intercepts, slopes, and how they go together. */
export function Groups({ built, columns, onChange }: PartProps) {
  const change = (groups: readonly BuiltGroup[]): void => onChange({ ...built, groups });
  const put = (before: BuiltGroup, after: BuiltGroup | null): void =>
    change(built.groups.flatMap((group) => (group === before ? (after === null ? [] : [after]) : [group])));
  const taken = new Set(built.groups.map((group) => (group.kind === 'varying' ? group.group : '')));
  const used = new Set([built.outcome.value, ...built.predictors, ...taken]);
  const able = columns.filter(({ spelt, distinct }) => distinct >= 2 && !used.has(spelt));
  const columnOf = columnsOfPredictors(built.predictors, columns);
  const groups = built.groups.flatMap((group) => (group.kind === 'varying' ? [group.group] : []));
  const constant = useConstant(groups, [...new Set(columnOf.values())]);
  const isConstant = (group: string, predictor: string): boolean => {
    const column = columnOf.get(predictor);
    return column !== undefined && (constant.get(group) ?? []).includes(column);
  };
  const ranked = [...able].sort((a, b) => placeOf(a) - placeOf(b));
  return (
    <fieldset>
      <legend>{words.groups}</legend>
      <p class="soft">{words.groupsHint}</p>
      <ul class="chosen">
        {built.groups.map((group) => (
          <Removable key={keyOf(group)} name={keyOf(group)} onRemove={() => put(group, null)}>
            {group.kind === 'written' ? (
              <span>
                <code>
                  <bdi>{group.text}</bdi>
                </code>{' '}
                <span class="soft">{words.written}</span>
              </span>
            ) : (
              <Varies
                group={group}
                predictors={built.predictors}
                isConstant={(predictor) => isConstant(group.group, predictor)}
                onChange={(after) => put(group, after)}
              />
            )}
          </Removable>
        ))}
      </ul>
      <PickAndAdd
        label={words.addGroup}
        options={[
          ...ranked.map(({ name, spelt }) => ({ value: spelt, text: name })),
          ...nestings(built.groups, taken).map((value) => ({ value, text: value })),
        ]}
        onAdd={(group) =>
          change([...built.groups, { kind: 'varying', structure: 'us', intercept: true, slopes: [], group }])
        }
      />
    </fieldset>
  );
}

/** What most likely names groups comes first: levels and numbers that look like ids, then other whole numbers that repeat, then the rest. */
const placeOf = ({ groups, kind, ids }: ColumnFacts): number =>
  !groups ? (ids ? 2 : 3) : kind === 'factor' || ids ? 0 : 1;

const keyOf = (group: BuiltGroup): string =>
  group.kind === 'written' ? group.text : `${group.structure} ${group.group}`;

/** Levels of one grouping factor within another. */
function nestings(groups: readonly BuiltGroup[], taken: ReadonlySet<string>): string[] {
  const single = groups.flatMap((group) =>
    group.kind === 'varying' && !/[:`]/u.test(group.group) ? [group.group] : [],
  );
  return single
    .flatMap((a) => single.flatMap((b) => (a < b ? [`${a}:${b}`] : [])))
    .filter((nested) => !taken.has(nested));
}

/** The column of each predictor that is of one column. */
function columnsOfPredictors(
  predictors: readonly string[],
  columns: readonly ColumnFacts[],
): ReadonlyMap<string, string> {
  const spelt = columns.map((column) => column.spelt);
  return new Map(
    predictors.flatMap((text) => {
      const found = shapeOf(text, spelt);
      const column = columns.find((one) => one.spelt === found?.column);
      return column === undefined ? [] : [[text, column.name] as const];
    }),
  );
}

interface VariesProps {
  readonly group: Varying;
  readonly predictors: readonly string[];
  /** Whether a predictor never changes within one level, so that it can have no effect there. */
  isConstant(predictor: string): boolean;
  onChange(group: Varying): void;
}

function Varies({ group, predictors, isConstant, onChange }: VariesProps) {
  const { structure, intercept, slopes } = group;
  const coefficients = coefficientsOf[structure] ?? 'any';
  const able = predictors.filter((text) => !standsAlone(text));
  const shown = [...able, ...slopes.filter((slope) => !able.includes(slope))];
  const toggle = (slope: string, on: boolean): void =>
    onChange({ ...group, slopes: on ? [...slopes, slope] : slopes.filter((one) => one !== slope) });
  const isAny = coefficients === 'any' || coefficients === 'levels';
  return (
    <fieldset class="varies">
      <legend>
        <bdi>{group.group}</bdi>
      </legend>
      {isAny ? (
        <label class="check">
          <input
            type="checkbox"
            checked={intercept}
            disabled={slopes.length === 0}
            onChange={({ currentTarget }) => onChange({ ...group, intercept: currentTarget.checked })}
          />{' '}
          {words.varyingIntercept}
        </label>
      ) : null}
      {shown.map((slope) => (
        <label class="check" key={slope}>
          <input
            type="checkbox"
            checked={slopes.includes(slope)}
            disabled={
              slopes.includes(slope) ? slopes.length === 1 && !(intercept && isAny) : isConstant(slope)
            }
            onChange={({ currentTarget }) => toggle(slope, currentTarget.checked)}
          />{' '}
          <span>
            {words.varyingSlope} <bdi>{slope}</bdi>
            {isConstant(slope) ? <span class="soft"> ({words.constant(isolated(group.group))})</span> : null}
          </span>
        </label>
      ))}
      {slopes.length === 0 ? null : (
        <Choose
          label={words.structure}
          value={structure}
          options={Object.keys(coefficientsOf).map((value) => ({
            value,
            text: words.structures[value as keyof typeof words.structures],
          }))}
          onChange={(next) =>
            onChange({ ...group, structure: next, intercept: isOfCoefficients(next) ? intercept : false })
          }
        />
      )}
    </fieldset>
  );
}

/** Structures over times and places have an effect each, and no intercept. */
const isOfCoefficients = (structure: string): boolean =>
  coefficientsOf[structure] !== 'times' && coefficientsOf[structure] !== 'places';
