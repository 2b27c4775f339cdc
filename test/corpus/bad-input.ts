/*
 * One corpus of bad input, that every source runs through. A case is a body as a producer posts it, and what must become
 * of it: a reason of the dead letters, or `counted` where it looks bad and is not. A source that differs says so, with
 * why. How to add one: a row in the table where it belongs; see it fail; then mend the code.
 */
import { bodies } from './bodies.ts'
import type { Case } from './case.ts'
import { cloudEvents } from './cloud-events.ts'
import { corrections } from './corrections.ts'
import { fields } from './fields.ts'

export const badInput: Case[] = [bodies, fields, cloudEvents, corrections].flat()
