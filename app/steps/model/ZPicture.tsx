import { useState } from 'preact/hooks';
import type { Declared } from '../../analysis/declared.ts';
import { Picture, useWidth } from '../../parts/Picture.tsx';
import { useCall } from '../../parts/useCall.ts';
import { useSession } from '../../state/workbench.ts';
import { texts } from '../../texts/index.ts';
import { Choose } from './builder/choices.tsx';

const words = texts.model.z;

interface ZPictureProps {
  readonly declared: Declared | null;
  readonly groups: readonly string[];
  /** Of the model. */
  readonly rows: number;
}

/** More rows than this are drawn when somebody wants to see them. */
const mostLive = 200_000;

/** Which row belongs to which level: the matrix Z of a grouping factor. */
export function ZPicture(props: ZPictureProps) {
  const [isOpen, setOpen] = useState(props.rows <= mostLive);
  return (
    <details open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <h3 class="in-summary">{words.heading}</h3>
      </summary>
      {isOpen ? <Drawn {...props} /> : null}
    </details>
  );
}

function Drawn({ declared, groups }: ZPictureProps) {
  const [frame, width] = useWidth<HTMLDivElement>();
  const [picked, setPicked] = useState<string | null>(null);
  const { data } = useSession();
  const group = picked !== null && groups.includes(picked) ? picked : (groups[0] ?? null);
  const key =
    declared === null || width === 0 || group === null
      ? null
      : JSON.stringify([declared, data, group, width]);
  const answer = useCall('model', 'zPicture', { ...(declared as Declared), group, width }, key);
  const svg = answer.state === 'known' ? answer.value : answer.state === 'waiting' ? answer.last : null;
  return (
    <div ref={frame} class={answer.state === 'known' ? undefined : 'stale'}>
      {groups.length < 2 ? null : (
        <Choose
          label={words.group}
          value={group ?? ''}
          options={groups.map((value) => ({ value, text: value }))}
          onChange={setPicked}
        />
      )}
      {svg === null ? null : <Picture svg={svg} />}
    </div>
  );
}
