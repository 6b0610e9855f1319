// Prints a trace of 300 steps, each a write, made from the one that is named: too long for a player to show all.
import { readFileSync } from 'node:fs';

const trace = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const write = (value) => ({ ...trace.steps[2], new: String(value) });
trace.subject = 'long';
trace.steps = Array.from({ length: 300 }, (_, at) => write(at + 1));
process.stdout.write(JSON.stringify(trace));
