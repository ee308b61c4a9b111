import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The public faces: package.json exports what is compiled of them. */
const faces = ['src/index.ts', 'src/node.ts', 'src/testing.ts', 'diagnostics/index.ts'];

/** Exports of a face without a docstring that an editor could show, and those of the namespaces among them. */
function undocumented(checker: ts.TypeChecker, module: ts.Symbol, path: string): string[] {
  return checker.getExportsOfModule(module).flatMap((exported) => {
    const name = `${path} ${exported.name}`;
    const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
    const symbol = isAlias ? checker.getAliasedSymbol(exported) : exported;
    const texts = [symbol, exported].map((s) => ts.displayPartsToString(s.getDocumentationComment(checker)));
    const isNamespace = (symbol.flags & ts.SymbolFlags.ValueModule) !== 0;
    return [
      ...(isNamespace || texts.some((text) => text.trim() !== '') ? [] : [name]),
      ...(isNamespace ? undocumented(checker, symbol, name) : []),
    ];
  });
}

function undocumentedIn(files: readonly string[]): string[] {
  const options: ts.CompilerOptions = { module: ts.ModuleKind.NodeNext, noLib: true, types: [] };
  const host = ts.createCompilerHost(options);
  // packages have docstrings of their own, and take longer to read than everything here
  host.resolveModuleNameLiterals = (names, from) =>
    names.map(({ text }) => ({
      resolvedModule: text.startsWith('.')
        ? { resolvedFileName: join(dirname(from), text), extension: ts.Extension.Ts }
        : undefined,
    }));
  const program = ts.createProgram(files.slice(), options, host);
  const checker = program.getTypeChecker();
  return files.flatMap((file) => {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error(`${file} is no module`);
    return undocumented(checker, module, file.slice(root.length));
  });
}

test('every export has a docstring to hover over', () => {
  expect(undocumentedIn(faces.map((face) => join(root, face)))).toEqual([]);
});
