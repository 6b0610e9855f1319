// Prints a trace that is long in every way, made from the one that is named: 300 steps, too many for a player to show all, and names
// that no column is wide enough for.
import { readFileSync } from 'node:fs';

const trace = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const write = (value) => ({ ...trace.steps[2], new: String(value), file: trace.sources[0].path });
const name = 'a_long_name_'.repeat(8);
trace.subject = 'long';
trace.message = name.repeat(20);
trace.objects[0].name = name;
trace.sources[0].path = `${name}.rs`;
trace.steps = Array.from({ length: 300 }, (_, at) => write(at + 1));
process.stdout.write(JSON.stringify(trace));
