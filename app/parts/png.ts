/** By itself, so that the page loads no more of the library than this. */
export { svgToPngInPage } from 'poolwise';
