// Runs a program that was built for WASI: node scripts/wasi.mjs FILE [ARGUMENTS].
import { readFile } from 'node:fs/promises';
import { WASI } from 'node:wasi';

const [, , file, ...args] = process.argv;
const wasi = new WASI({
    version: 'preview1',
    args: [file, ...args],
    env: process.env,
    preopens: { '/': '/' },
    returnOnExit: true,
});
// Rust's std refers to them and calls neither without a thread; older versions of wasi-libc lack them.
const absent = (name) => () => {
    throw new Error(`${name}: there are no threads`);
};
const env = { pthread_join: absent('pthread_join'), pthread_detach: absent('pthread_detach') };
const module = await WebAssembly.compile(await readFile(file));
const instance = await WebAssembly.instantiate(module, { ...wasi.getImportObject(), env });
process.exit(wasi.start(instance));
