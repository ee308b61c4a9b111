import { InputError } from '../../engine/errors.ts';
import type { Rng } from '../../engine/rng.ts';
import { wholeNumber } from '../../engine/wholeNumber.ts';

/** One row a doctor. */
export interface Doctors {
  /** Patients of each doctor, 2 to 40. */
  readonly patients: Int32Array;
  /** 1-based; neighbouring doctors share a hospital. */
  readonly hospital: Int32Array;
  /** Years, 5 to 29. */
  readonly experience: Int32Array;
}

const FEWEST = 2;
const MOST = 40;
const HOSPITALS_PER_DOCTOR = 35 / 407;

/** Doctors who have exactly `patients` patients between them. Throws InputError if 2 to 40 each cannot add up to it. */
export function simulateDoctors(rng: Rng, doctors: number, patients: number): Doctors {
  return {
    patients: simulateSizes(rng, doctors, patients),
    hospital: simulateHospitals(rng, doctors),
    experience: Int32Array.from({ length: doctors }, () => {
      return Math.max(5, Math.min(29, Math.round(17.4 + 4.1 * rng.normal())));
    }),
  };
}

/** Group sizes, nearly uniform on 2..40; one doctor with 2 and one with 40 are planted, so both ends always occur. */
function simulateSizes(rng: Rng, doctors: number, patients: number): Int32Array {
  checkSizes(doctors, patients);
  const sizes = Int32Array.from({ length: doctors }, () => FEWEST + rng.integer(MOST - FEWEST + 1));
  const smallest = rng.integer(doctors);
  const largest = (smallest + 1 + rng.integer(doctors - 1)) % doctors;
  sizes[smallest] = FEWEST;
  sizes[largest] = MOST;
  let missing = patients - sizes.reduce((sum, size) => sum + size, 0);
  while (missing !== 0) {
    const j = rng.integer(doctors);
    const step = Math.sign(missing);
    const size = sizes[j] + step;
    if (j === smallest || j === largest || size < FEWEST || size > MOST) continue;
    sizes[j] = size;
    missing -= step;
  }
  return sizes;
}

function checkSizes(doctors: number, patients: number): void {
  wholeNumber('simulate: "doctors"', doctors, 2, 1e6);
  const fewest = FEWEST * (doctors - 1) + MOST;
  const most = MOST * (doctors - 1) + FEWEST;
  if (!(Number.isInteger(patients) && patients >= fewest && patients <= most)) {
    throw new InputError(
      `simulate: ${doctors} doctors with ${FEWEST} to ${MOST} patients each need "patients" from ${fewest} to ${most}, got ${patients}`,
      { doctors, patients, fewest, most },
    );
  }
}

/** Hospitals of 8 to 15 doctors or so, doctor by doctor. */
function simulateHospitals(rng: Rng, doctors: number): Int32Array {
  const hospitals = Math.max(1, Math.round(doctors * HOSPITALS_PER_DOCTOR));
  const weights = Array.from({ length: hospitals }, () => 8 + rng.integer(8));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let hospital = 0;
  let upTo = weights[0];
  return Int32Array.from({ length: doctors }, (_, j) => {
    while (((j + 0.5) / doctors) * total > upTo) upTo += weights[++hospital];
    return hospital + 1;
  });
}
