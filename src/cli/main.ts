#!/usr/bin/env node
import { keepCompiledCode } from './codeCache.ts';
import { runInThread } from './commandThread.ts';

keepCompiledCode();
process.exitCode = await runInThread(process.argv.slice(2));
