import type { Broker } from './broker.ts';
import type { Registry } from './registry.ts';

/** Says what keeps the jobs of a server from being done, once each time. */
export function newsOf(
  { name, jobs }: Pick<Broker, 'name' | 'jobs'>,
  registry: Pick<Registry, 'workers'>,
  onNews: (text: string) => void,
): () => Promise<void> {
  let last = '';
  async function obstacle(): Promise<string> {
    if ((await registry.workers()).length === 0)
      return `queue: no worker is there; start one on any machine: poolwise worker --queue ${name}`;
    return (await jobs.isPaused()) ? `queue: it is paused; poolwise queue --queue ${name} --resume` : '';
  }
  return async () => {
    const text = await obstacle();
    if (text !== '' && text !== last) onNews(text);
    last = text;
  };
}
