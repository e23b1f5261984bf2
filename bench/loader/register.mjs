// Use `node --import ./bench/loader/register.mjs bench/<file>.ts` to run a bench; see hooks.mjs.
import { register } from 'node:module';

register('./hooks.mjs', import.meta.url);
