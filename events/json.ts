import { visit } from 'jsonc-parser'
import { limits } from '../schemas/limits.ts'

export type Decoded = { ok: true; value: unknown } | { ok: false; why: string }

/**
 * JSON.parse that refuses what JSON.parse lets pass in silence and two readers would read differently: a key
 * twice in one object, `__proto__` as a key, nesting past the limit. A byte-order mark at the start is dropped.
 * '{"a":1,"a":2}' -> { ok: false, why: 'key "a" stands twice in one object' }
 */
export const parseJson = (text: string): Decoded => {
  const json = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  const why = findFault(json)
  if (why !== undefined) return { ok: false, why }
  try {
    return { ok: true, value: JSON.parse(json) }
  } catch (error) {
    return { ok: false, why: (error as Error).message }
  }
}

const findFault = (json: string): string | undefined => {
  if (nestsTooDeep(json)) return `nested more than ${limits.jsonDepth} deep`
  let fault: string | undefined
  const open: Set<string>[] = []
  visit(
    json,
    {
      onObjectBegin: () => void open.push(new Set()),
      onObjectEnd: () => void open.pop(),
      onObjectProperty: key => {
        const keys = open.at(-1)
        if (key === '__proto__') fault ??= 'key "__proto__" is not allowed'
        else if (keys?.has(key)) fault ??= `key "${key}" stands twice in one object`
        keys?.add(key)
      },
    },
    { disallowComments: true },
  )
  return fault
}

/** Counted before parsing, because a parser that recurses falls over on a body of 16,000 brackets. */
const nestsTooDeep = (json: string): boolean => {
  let depth = 0
  let inString = false
  for (let at = 0; at < json.length; at++) {
    const character = json[at]
    if (inString) {
      if (character === '\\') at++
      else if (character === '"') inString = false
    } else if (character === '"') inString = true
    else if (character === '{' || character === '[') {
      if (++depth > limits.jsonDepth) return true
    } else if (character === '}' || character === ']') depth--
  }
  return false
}
