#!/usr/bin/env node
import { keepCompiledCode } from './codeCache.ts';
import { runInThread } from './commandThread.ts';
import { runHere, runsHere } from './here.ts';

keepCompiledCode();
const argv = process.argv.slice(2);
process.exitCode = runsHere(argv) ? await runHere(argv) : await runInThread(argv);
