import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { formatCsv, tableFromColumns } from '../../src/index.ts';
import { brmsCode } from '../../src/report/reproduce/brms/brmsCode.ts';
import { brmsColumns, brmsModels, declared } from './brmsModels.ts';

/** The first of so many models are written as Stan programs too, which takes a second each. */
const written = 4;

/** brms 2.18.0 of R 4.2.2 reads the formula, the data and every prior; nothing is compiled. */
function reading(code: string, number: number): string {
  const isWritten = number < written;
  const r = code
    .replace('fit <- brm(', isWritten ? 'fit <- brm(empty = TRUE,' : 'table <- priorsOf(')
    .replace('summary(fit)', isWritten ? 'table <- prior_summary(fit)' : '');
  return `
cat("model ${number}\\n")
tryCatch({
  withCallingHandlers({
    ${r}
    asked <- nrow(priors)
    found <- sum(table$source == "user")
    if (found != asked) cat("  priors asked", asked, "found", found, "\\n")
  }, warning = function(w) {
    # of its own default for all thresholds, where each has a prior
    if (!grepl("If you did not set those priors yourself", conditionMessage(w)))
      cat("  warning:", conditionMessage(w), "\\n")
    invokeRestart("muffleWarning")
  })
}, error = function(e) cat("  error:", conditionMessage(e), "\\n"))
`;
}

test('brms reads the code of every kind of model, and takes every prior', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'poolwise-brms-'));
  try {
    await writeFile(join(folder, 'data.csv'), formatCsv(tableFromColumns(brmsColumns)));
    const codes = brmsModels.map((one) => brmsCode(declared(one), { name: 'data.csv' }, { seed: '1' }));
    const script = `suppressMessages(library(brms))\npriorsOf <- function(formula, data, family, prior, ...) validate_prior(prior, formula, data, family)\n${codes.map(reading).join('\n')}`;
    await writeFile(join(folder, 'all.R'), script);
    const { stdout } = await promisify(execFile)('Rscript', ['--vanilla', 'all.R'], {
      cwd: folder,
      maxBuffer: 1 << 24,
    });
    expect(stdout).toBe(brmsModels.map((_, number) => `model ${number}\n`).join(''));
  } finally {
    await rm(folder, { recursive: true });
  }
});
