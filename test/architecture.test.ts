import { globSync, readFileSync } from 'node:fs'
import { dirname, posix } from 'node:path'
import { describe, expect, test } from 'vitest'

/** The rooms, from the inside out. A file may import from its own room and from those before it. */
const rooms: { name: string; holds: RegExp }[] = [
  { name: 'schemas', holds: /^schemas\// },
  { name: 'events', holds: /^events\// },
  { name: 'pipeline', holds: /^functions\/pipeline\// },
  { name: 'model', holds: /^functions\/model\// },
  { name: 'adapters', holds: /^functions\/adapters\// },
  { name: 'api', holds: /^functions\/api\// },
  { name: 'handlers', holds: /^functions\/[^/]+\.ts$/ },
  { name: 'hosts', holds: /^functions\/hosts\// },
  { name: 'cli', holds: /^cli\// },
]
/** Neighbours that must not know each other, although the order would let them. */
const strangers = [
  ['model', 'events'],
  ['api', 'adapters'],
  ['api', 'model'],
  ['adapters', 'events'],
]
/** What may be reached from anywhere: the version of the package. */
const everywhere = new Set(['package.json'])

const files = globSync('{schemas,events,functions,cli,widget}/**/*.ts').map(file =>
  file.replaceAll('\\', '/'),
)
const roomOf = (file: string) => rooms.findIndex(({ holds }) => holds.test(file))
const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g
const importsOf = (file: string) => [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([, name]) => name!)
const isLocal = (name: string) => name.startsWith('.')
const localImports = (file: string) =>
  importsOf(file)
    .filter(isLocal)
    .map(name => posix.join(dirname(file), name))

/** 'functions/pipeline/x.ts imports functions/adapters/y.ts' where that points outward. */
const outwardImports = (file: string): string[] =>
  localImports(file)
    .filter(target => {
      if (everywhere.has(target)) return false
      const [from, to] = [roomOf(file), roomOf(target)]
      const names = [rooms[from]?.name, rooms[to]?.name]
      return to < 0 || to > from || strangers.some(([one, other]) => names[0] === one && names[1] === other)
    })
    .map(target => `${file} imports ${target}`)

describe('imports', () => {
  const inRooms = files.filter(file => roomOf(file) >= 0)

  test('there are files to look at in every room', () => {
    expect(new Set(inRooms.map(roomOf)).size).toBe(rooms.length)
  })

  test('point inward', () => {
    expect(inRooms.flatMap(outwardImports)).toEqual([])
  })

  test('of pipeline and model are pure: of Node only its hashes, of packages the names of HTML entities', () => {
    const pure = files.filter(file => /^functions\/(pipeline|model)\//.test(file))
    const allowed = new Set(['node:crypto', 'entities/decode'])
    expect(
      pure.flatMap(file =>
        importsOf(file)
          .filter(name => !isLocal(name) && !allowed.has(name))
          .map(name => `${file} imports ${name}`),
      ),
    ).toEqual([])
  })

  test('of the widget take nothing but shapes from outside', () => {
    const widget = files.filter(file => file.startsWith('widget/') && file !== 'widget/build.ts')
    expect(
      widget.flatMap(file => localImports(file).filter(target => !/^(widget|schemas)\//.test(target))),
    ).toEqual([])
  })
})

describe('no file', () => {
  test('is a drawer for odds and ends', () => {
    expect(
      files.filter(file => /(^|\/)(utils?|helpers?|common|misc|managers?|index)(\/|\.ts$)/.test(file)),
    ).toEqual([])
  })

  test('below the handlers reads a clock, throws dice or looks into the environment', () => {
    const inner = files.filter(file => /^(schemas|events|functions\/(pipeline|model|api))\//.test(file))
    const outside = /\b(Date\.now\(|Math\.random\(|process\.env|randomUUID\()/
    expect(inner.filter(file => outside.test(readFileSync(file, 'utf8')))).toEqual([])
  })
})
