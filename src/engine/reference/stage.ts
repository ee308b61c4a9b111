/** One term: what the data say of its levels at the mode. */
export interface Stage {
  readonly term: number;
  readonly k: number;
  readonly levels: number;
  /** I_j, k x k a level; D_j where levels have something in common. */
  readonly zz: Float64Array;
  /** g_j at w = 0, k a level. */
  readonly zy: Float64Array;
  /** Coupling with w: level j touches `column[from[j] .. from[j + 1]]`, k values each. */
  readonly from: Int32Array;
  readonly column: Int32Array;
  readonly zu: Float64Array;
  /**
   * U_j, k x k a level, where the information over all levels is D - U U'; null where it is D. With Y_j = R_j^-1 L'U_j and
   * K = I - Y A Y' for which K K' = I - Y Y',
   *   z = R'^-1 K'^-1 (K^-1 R^-1 L'g + xi).
   */
  readonly common: Float64Array | null;
  /** Q of `levelRotation`: all this is said of the rotated effects (Q' x I) z; null where it is said of z itself. */
  readonly rotation: Float64Array | null;
}
