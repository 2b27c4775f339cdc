import { setFlagsFromString } from 'node:v8'

/**
 * Where V8 puts what is new has grown to 17 MB by the time that the stack runs, and would grow to 134 MB under a flood of
 * messages: 410 MB for the whole stack instead of 330, and no faster.
 */
export const keepNurserySmall = () => setFlagsFromString('--semi-space-growth-factor=1')
