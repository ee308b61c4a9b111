import type { ComponentChildren } from 'preact';
import type { FamiliesAnswer, OutcomeFacts } from '../../../analysis/model/families.ts';
import { Notice } from '../../../parts/Notice.tsx';
import type { ModelDraft } from '../../../state/session.ts';
import { number, percent, texts } from '../../../texts/index.ts';
import { Choose } from '../builder/choices.tsx';
import type { ChangeDraft } from '../useDraft.ts';
import { type Proposal, proposals, withFamily } from './proposals.ts';

const words = texts.model.family;

interface FamilyPartProps {
  readonly draft: ModelDraft;
  readonly answer: FamiliesAnswer;
  readonly change: ChangeDraft;
  /** The formula's offsets, and what puts another one there; null while the formula cannot be read. */
  readonly offsets: Offsets | null;
}

export interface Offsets {
  readonly have: readonly string[];
  add(offset: string): void;
}

/** How the outcome is distributed: proposals with their reasons, then all others with what they would want. */
export function FamilyPart({ draft, answer, change, offsets }: FamilyPartProps) {
  const proposed = proposals(answer);
  const chosen = answer.families.find(({ name }) => name === draft.family);
  const others = answer.families.filter(({ name }) => !proposed.some(({ family }) => family === name));
  const take = (family: string): void => change(withFamily(draft, answer, family));
  const isProposed = proposed.some(({ family }) => family === draft.family);
  return (
    <section class="card" aria-label={words.heading}>
      <h2>{words.heading}</h2>
      {chosen !== undefined && chosen.wants !== null && proposed.length > 0 ? (
        <Notice tone="warning">
          <p>{words.unfit(chosen.name, isolated(answer.outcome?.column ?? ''), chosen.wants)}</p>
          <button type="button" onClick={() => take(proposed[0].family)}>
            {words.takeInstead(proposed[0].family)}
          </button>
        </Notice>
      ) : null}
      {answer.outcome?.kind === 'identifier' ? (
        <Notice tone="note">
          <p>{words.identifier(isolated(answer.outcome.column))}</p>
        </Notice>
      ) : null}
      <fieldset class="plain">
        <legend class="unseen">{words.heading}</legend>
        {proposed.map(({ family, reason }, k) => (
          <div key={family}>
            <FamilyChoice name={family} draft={draft} onTake={take}>
              {k === 0 ? <strong>{words.first}</strong> : null} {reasonText(answer, { family, reason })}
            </FamilyChoice>
            {reason === 'exposed' ? (
              <AddOffset exposure={answer.outcome?.exposure ?? null} offsets={offsets} />
            ) : null}
          </div>
        ))}
        <details open={!isProposed}>
          <summary>{proposed.length === 0 ? words.all : words.others}</summary>
          {others.map(({ name, wants }) => (
            <FamilyChoice key={name} name={name} draft={draft} isUnfit={wants !== null} onTake={take}>
              {wants === null ? '' : words.wants(wants)}
            </FamilyChoice>
          ))}
        </details>
      </fieldset>
      {chosen === undefined ? null : (
        <div class="row">
          <Choose
            label={words.link}
            value={draft.link ?? chosen.links[0]}
            options={chosen.links.map((value, k) => ({
              value,
              text: k === 0 ? words.defaultLink(value) : value,
            }))}
            onChange={(link) =>
              change({ link: link === chosen.links[0] ? null : (link as ModelDraft['link']) })
            }
          />
        </div>
      )}
    </section>
  );
}

interface AddOffsetProps {
  readonly exposure: OutcomeFacts['exposure'];
  readonly offsets: Offsets | null;
}

/** Puts the exposure into the formula, where it is not yet. */
function AddOffset({ exposure, offsets }: AddOffsetProps) {
  if (exposure === null || offsets === null) return null;
  const offset = `log(${exposure.spelt})`;
  if (offsets.have.includes(offset)) return null;
  return (
    <button type="button" class="small" onClick={() => offsets.add(offset)}>
      {words.addExposure(isolated(exposure.column))}
    </button>
  );
}

interface FamilyChoiceProps {
  readonly name: string;
  readonly draft: ModelDraft;
  readonly isUnfit?: boolean;
  readonly children: ComponentChildren;
  onTake(name: string): void;
}

function FamilyChoice({ name, draft, isUnfit = false, children, onTake }: FamilyChoiceProps) {
  return (
    <label class="family">
      <input
        type="radio"
        name="family"
        value={name}
        checked={draft.family === name}
        disabled={isUnfit && draft.family !== name}
        onChange={() => onTake(name)}
      />
      <span>
        <span class="mono">{name}</span> <span class="soft">{children}</span>
      </span>
    </label>
  );
}

function reasonText({ outcome }: FamiliesAnswer, { reason }: Proposal): string {
  const of = outcome?.numbers ?? null;
  const figures = {
    column: isolated(outcome?.column ?? ''),
    distinct: number(outcome?.distinct ?? 0),
    ratio: of === null || of.mean === 0 ? '' : number((of.sd * of.sd) / of.mean, 2),
    exposure: isolated(outcome?.exposure?.column ?? ''),
    exposedRatio: number(outcome?.exposure?.ratio ?? 1, 2),
    zeros: of === null ? '' : percent(of.zeros),
  };
  return words.reasons[reason](figures);
}

/** A name in a sentence, whose letters may run the other way. */
const isolated = (name: string): string => `\u2068${name}\u2069`;
