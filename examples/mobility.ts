/**
 * How mobile are cancer patients after their stay, and how much of it is the doctor? A linear mixed model of 8525 patients of 407
 * doctors.
 */
import { glmm, hypothesis, sample, simulateHospital, summaryText } from 'poolwise';

const { table: patients } = simulateHospital('1');
const fit = await sample(glmm('mobility ~ Age + Married + Sex + WBC + RBC + (1 | DID)', patients), {
  seed: 1,
});
console.log(summaryText(fit));

const [decade, married, share] = hypothesis(fit, [
  '10 * Age',
  'Married > 0',
  'sd_DID__Intercept^2 / (sd_DID__Intercept^2 + sigma^2)',
]);
const percent = (x: number): string => `${(100 * x).toFixed(0)} %`;
console.log(`
Ten years of age go with ${decade.estimate.toFixed(2)} points of mobility (95 %: ${decade.lower.toFixed(2)} to ${decade.upper.toFixed(2)}), other things equal.
That married patients are more mobile has probability ${(married.probability ?? Number.NaN).toFixed(3)}.
Doctors account for ${percent(share.estimate)} of what the predictors leave open (95 %: ${percent(share.lower)} to ${percent(share.upper)}).`);
