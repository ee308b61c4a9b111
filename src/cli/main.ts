#!/usr/bin/env node
import { runInThread } from './commandThread.ts';

process.exitCode = await runInThread(process.argv.slice(2));
