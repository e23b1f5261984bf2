// `node --import ./bench/loader/register.mjs bench/<file>.ts` runs a bench: see hooks.mjs.
import { register } from 'node:module';

register('./hooks.mjs', import.meta.url);
