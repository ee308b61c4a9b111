import { builtinFamilies } from '../../models/families/builtin.ts';
import { priorForms } from '../../models/priors/parse.ts';

/** Characters of a line of help. */
const width = 80;

/** What to try, a line each. */
export function examplesText(examples: readonly string[]): string {
  return `\nExamples:\n${examples.map((example) => `  ${example}`).join('\n')}`;
}

/** Examples, the families with their links, and what priors can be. */
export function modelHelp(examples: readonly string[]): string {
  return [examplesText(examples), familiesText(), priorsText()].join('\n');
}

function familiesText(): string {
  const names = builtinFamilies.map(({ name }) => name);
  const longest = Math.max(...names.map((name) => name.length));
  const rows = builtinFamilies.map(({ name, links, defaultLink }) => {
    const others = Object.keys(links).filter((link) => link !== defaultLink);
    return `  ${name.padEnd(longest)}  ${[defaultLink, ...others].join(', ')}`;
  });
  return `\nFamilies and their links, the default first:\n${rows.join('\n')}`;
}

function priorsText(): string {
  return `
Priors, --prior "WHAT=FORM"; poolwise explain shows those you leave out.
  WHAT  a class: b, Intercept, sd, cor, or a family's parameter such as sigma;
        one coefficient: b_Age; one group: sd_DID, sd_DID__Intercept, cor_DID
  FORM  ${filled(priorForms, width - 8).join('\n        ')}`;
}

/** Words with commas between them, in lines. */
function filled(words: readonly string[], most: number): string[] {
  const lines = [''];
  words.forEach((word, i) => {
    const text = i < words.length - 1 ? `${word},` : word;
    const last = lines[lines.length - 1];
    if (last.length + 1 + text.length > most) lines.push(text);
    else lines[lines.length - 1] = last === '' ? text : `${last} ${text}`;
  });
  return lines;
}
