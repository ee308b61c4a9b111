import { type Markup, raw } from '../html.ts';

/**
 * How a picture is coloured. `light`, `dark` and `print` stand in the file as plain colours, which every viewer reads; `auto`
 * follows the reader's light or dark mode; `page` leaves it to a page that holds `pagePlotStyle`.
 */
export type Theme = (typeof themes)[number];
export const themes = ['light', 'dark', 'print', 'auto', 'page'] as const;

/** Series with a colour of their own; further ones take them again, with another dash. */
export const colourCount = 8;

interface Palette {
  readonly paper: string;
  readonly ink: string;
  readonly soft: string;
  readonly rule: string;
  readonly accent: string;
  readonly series: readonly string[];
}

/** Okabe & Ito's colours, told apart by colour-blind readers too; darker on white and lighter on black where needed. */
const light: Palette = {
  paper: '#ffffff',
  ink: '#1c2126',
  soft: '#5b6570',
  rule: '#d5dae0',
  accent: '#0a5d94',
  series: ['#0072b2', '#d55e00', '#009e73', '#b8528c', '#b07d00', '#3d8fc4', '#555555', '#8c510a'],
};
const dark: Palette = {
  paper: '#15181c',
  ink: '#e6e9ec',
  soft: '#a3adb8',
  rule: '#3a424b',
  accent: '#6cb6ec',
  series: ['#56b4e9', '#ff8c42', '#2fc796', '#e39ac4', '#e6b432', '#9fd3f5', '#bbbbbb', '#d8a26a'],
};
/** The light colours with black for the letters; the paper is the sheet's own. */
const print: Palette = { ...light, paper: 'none', ink: '#000000', soft: '#333333', rule: '#bbbbbb' };

/** Names of the colours, in the order of `values`. */
const names = ['paper', 'ink', 'soft', 'rule', 'accent', ...light.series.map((_, c) => `k${c + 1}`)];
const values = ({ paper, ink, soft, rule, accent, series }: Palette): string[] => [
  paper,
  ink,
  soft,
  rule,
  accent,
  ...series,
];

/** Colours by class: `k3` strokes and `f3` fills with the third series' colour, `s-ink` and `f-ink` with the letters'. */
function rules(colour: (name: string) => string): string {
  return names
    .map((name) => {
      const [stroke, fill] = /^k\d/.test(name) ? [name, name.replace('k', 'f')] : [`s-${name}`, `f-${name}`];
      return `.plot .${stroke}{stroke:${colour(name)}}.plot .${fill}{fill:${colour(name)}}`;
    })
    .join('\n');
}

const fixedRules = (palette: Palette): string => {
  const colours = new Map(values(palette).map((value, k) => [names[k], value]));
  return rules((name) => colours.get(name) as string);
};
const variables = (palette: Palette): string =>
  values(palette)
    .map((value, k) => `--plot-${names[k]}:${value}`)
    .join(';');
const variableRules = rules((name) => `var(--plot-${name})`);

/** Rules of a page for the pictures in it: light, dark on dark screens, light on paper; a picture shrinks with the page. */
export const pagePlotStyle = `:root{${variables(light)}}
@media screen and (prefers-color-scheme:dark){:root{${variables(dark)}}}
${variableRules}
.plot{max-width:100%;height:auto}
`;

const fixedStyles: Readonly<Record<Theme, string | null>> = {
  light: fixedRules(light),
  dark: fixedRules(dark),
  print: fixedRules(print),
  auto: `.plot{${variables(light)}}
@media screen and (prefers-color-scheme:dark){.plot{${variables(dark)}}}
${variableRules}`,
  page: null,
};

/** The style sheet that a picture of a theme carries itself. */
export function themeStyle(theme: Theme): Markup | null {
  const style = fixedStyles[theme];
  return style === null ? null : raw(`<style>${style}</style>`);
}
