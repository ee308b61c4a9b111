/** What a picture that is a file begins with (`figure.ts` writes it). */
export const svgStart = '<svg xmlns="http://www.w3.org/2000/svg" class="plot"';
