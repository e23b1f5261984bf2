import fc from 'fast-check';

/**
 * Property tests draw the same cases in every run, so that a change is judged by itself; `RAPA_PROPERTY_SEED=<n>` draws
 * others. A failure prints the seed and path that replay it.
 */
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.RAPA_PROPERTY_SEED ?? 20190) });
