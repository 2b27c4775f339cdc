import { builtinModules } from 'node:module'
import type { Plugin } from 'esbuild'

/**
 * Modules of Node itself, asked for in a way that takes only what is used. An `import` of one looks at all that it
 * exports, and for node:http that loads a WebSocket client that nobody here wants: 40 ms of a start.
 */
export const leanBuiltins: Plugin = {
  name: 'lean-builtins',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /./ }, ({ path }) => {
      const name = path.replace(/^node:/, '')
      return builtinModules.includes(name) || builtinModules.includes(path)
        ? { path, namespace: 'builtin', sideEffects: false }
        : undefined
    })
    onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)})`,
    }))
  },
}
