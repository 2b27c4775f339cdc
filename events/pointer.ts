/*
 * Setting values in JSON by JSON Pointers (RFC 6901), with everything else left as it is written: spaces, the order of
 * keys, numbers that a double does not hold.
 */
import { applyEdits, modify, parseTree } from 'jsonc-parser'
import { parseJson } from './json.ts'

export type Setting = { pointer: string; value: unknown }
export type Set = { ok: true; text: string } | { ok: false; why: string }

/** setIn('{"id": 1}', [{ pointer: '/id', value: 'q-1' }]) -> { ok: true, text: '{"id": "q-1"}' } */
export const setIn = (text: string, settings: readonly Setting[]): Set => {
  let json = text.replace(/^\ufeff/, '')
  const parsed = parseJson(json)
  if (!parsed.ok) return { ok: false, why: `it is not JSON that can be edited in places: ${parsed.why}` }
  for (const { pointer, value } of settings) {
    const path = pathOf(json, pointer)
    if (typeof path === 'string') return { ok: false, why: path }
    json = applyEdits(json, modify(json, path, value, {}))
  }
  return { ok: true, text: json }
}

type Path = (string | number)[]

/** '/data/text' -> ['data', 'text']; '/list/0' -> ['list', 0]; a text says why there is no such place. */
const pathOf = (json: string, pointer: string): Path | string => {
  if (!/^(\/([^~/]|~[01])*)*$/.test(pointer))
    return `${JSON.stringify(pointer)} is no JSON Pointer: it starts with "/", as "/text" does`
  const steps = pointer.split('/').slice(1).map(unescaped)
  const path: Path = []
  let node = parseTree(json)
  for (const [at, step] of steps.entries()) {
    const isLast = at === steps.length - 1
    const where = `/${steps.slice(0, at).join('/')}`
    if (node?.type === 'array') {
      const count = node.children?.length ?? 0
      const place = step === '-' ? count : /^(0|[1-9]\d*)$/.test(step) ? Number(step) : Number.NaN
      if (!(place < count || (isLast && place === count)))
        return `${pointer}: the list at ${where} has no place ${JSON.stringify(step)}`
      path.push(place)
      node = node.children?.[place]
    } else if (node?.type === 'object') {
      const found = node.children?.find(({ children }) => children?.[0]?.value === step)
      if (!found && !isLast) return `${pointer}: there is no ${JSON.stringify(step)} at ${where}`
      path.push(step)
      node = found?.children?.[1]
    } else return `${pointer}: at ${where} there is neither an object nor a list`
  }
  return path
}

/** RFC 6901, 4: first ~1, then ~0. 'a~1b' -> 'a/b' */
const unescaped = (step: string) => step.replaceAll('~1', '/').replaceAll('~0', '~')
