import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { saveExport } from '../../src/node.ts';
import { fitFile } from '../../src/report/fitFile.ts';
import { sample } from '../../src/run/sample.ts';
import { temporaryFolder } from '../data/temporaryFolder.ts';
import { hostileModel } from './fits.ts';

const run = promisify(execFile);

/** What R's rstan and posterior make of the folder, by our names; written with all digits. */
const script = `
folder <- commandArgs(trailingOnly = TRUE)
files <- sort(list.files(folder, pattern = "^chain_.*[.]csv$", full.names = TRUE))
fit <- suppressWarnings(rstan::read_stan_csv(files))
names <- read.csv(file.path(folder, "names.csv"), encoding = "UTF-8")
draws <- posterior::as_draws_array(as.array(fit))
draws <- posterior::subset_draws(draws, variable = names$variable)
summary <- posterior::summarise_draws(draws, "mean", "sd", ~quantile(.x, c(0.05, 0.5, 0.95)), "rhat", "ess_bulk", "ess_tail")
sampler <- do.call(rbind, rstan::get_sampler_params(fit, inc_warmup = FALSE))
out <- data.frame(at = match(summary$variable, names$variable), as.data.frame(summary[, -1]))
out[] <- lapply(out, as.numeric)
write.csv(out, file.path(folder, "summary.csv"), row.names = FALSE)
writeLines(format(colMeans(sampler[, c("accept_stat__", "n_leapfrog__", "energy__")]), digits = 17), file.path(folder, "sampler.txt"))
`;

test("R's rstan and posterior read the CmdStan files, and their summaries are ours", async () => {
  // R reads decimals to the last bit but one: of an odd number of draws no two are equally far from the median, and ranks stay
  const fit = await sample(hostileModel(), {
    workers: 0,
    chains: 3,
    warmup: 100,
    draws: 101,
    seed: 'report',
  });
  const folder = join(await temporaryFolder(), 'stan');
  await saveExport(fit, 'cmdstan', folder);
  await run('Rscript', ['-e', script, folder]);
  const names = (await readFile(join(folder, 'names.csv'), 'utf8')).trimEnd().split('\n').slice(1);
  const table = (await readFile(join(folder, 'summary.csv'), 'utf8')).trimEnd().split('\n').slice(1);
  const rows = new Map(fitFile(fit).parameters.map((row) => [row.name, row]));
  expect(table).toHaveLength(rows.size);
  for (const line of table) {
    const [at, ...found] = line.split(',').map(Number);
    const name = JSON.parse(`[${names[at - 1].replaceAll('""', '\\"')}]`)[2] as string;
    const row = rows.get(name);
    if (row === undefined) throw new Error(`R has "${name}", which is none of ours`);
    const ours = [row.mean, row.sd, row.q5, row.q50, row.q95, row.rhat, row.essBulk, row.essTail];
    ours.forEach((value, i) => {
      expect(Math.abs(found[i] / value - 1), `${name}, number ${i}: ${found[i]}, ours ${value}`).toBeLessThan(
        1e-6,
      );
    });
  }
  const stats = fit.sampler.chains.map((chain) => chain.stats);
  const meanOf = (of: (s: (typeof stats)[number]) => ArrayLike<number>): number => {
    const all = stats.flatMap((s) => Array.from(of(s)));
    return all.reduce((sum, x) => sum + x, 0) / all.length;
  };
  const sampler = (await readFile(join(folder, 'sampler.txt'), 'utf8')).trimEnd().split('\n').map(Number);
  [meanOf((s) => s.acceptStat), meanOf((s) => s.nLeapfrog), meanOf((s) => s.energy)].forEach((mean, i) => {
    expect(Math.abs(sampler[i] / mean - 1)).toBeLessThan(1e-6);
  });
});
