import { texts } from '../../texts/index.ts';
import { Choice } from './Choice.tsx';

const words = texts.answers.accuracy;

interface LeftOutProps {
  readonly factors: readonly string[];
  /** '' for rows, else the factor after an equals sign. */
  readonly chosen: string;
  readonly choose: (chosen: string) => void;
}

/** Whether rows or the levels of a factor are left out, where there is one. */
export function LeftOut({ factors, chosen, choose }: LeftOutProps) {
  if (factors.length === 0) return null;
  return (
    <div class="row asked">
      <Choice
        label={words.left}
        value={chosen}
        options={[['', words.row], ...factors.map((group) => [`=${group}`, words.level(group)] as const)]}
        choose={choose}
      />
    </div>
  );
}

/** The factor that was chosen; null for rows. */
export const leftOut = (chosen: string): string | null => (chosen === '' ? null : chosen.slice(1));
