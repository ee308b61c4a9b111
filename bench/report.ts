/** Seconds and bytes of report.html: remission of the hospital's 8525 patients, 4 chains of 1000 draws. `node dist/bench/report.js` after a build. */
import { glmm, sample, simulateHospital } from '../src/index.ts';
import { fitFile } from '../src/report/fitFile.ts';
import { reportHtml } from '../src/report/page/htmlReport.ts';

const { table } = simulateHospital('1');
const formula = 'remission ~ Age + Married + Sex + IL6 + LengthofStay + (1 | DID)';
const fit = await sample(glmm(formula, table, { family: 'bernoulli' }), { summaries: true });
const file = fitFile(fit);
for (let run = 0; run < 3; run++) {
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  const { length } = reportHtml(file, fit);
  const { user, system } = process.cpuUsage(cpu);
  const seconds = ((performance.now() - wall) / 1000).toFixed(2);
  console.log(
    `run ${run + 1}: ${seconds} s, ${((user + system) / 1e6).toFixed(2)} s of processor, ${length} bytes`,
  );
}
