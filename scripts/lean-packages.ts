/*
 * What packages bring that a function never asks for, left out of its bundle: a start reads and compiles all that is
 * there. Each plugin says what it spares (docs/performance.md has the measurement).
 */
import { readFile } from 'node:fs/promises'
import type { Plugin } from 'esbuild'

/** Ours, not a package's. */
const OWN = /[\\/](functions|events|schemas)[\\/].*\.ts$/

/** What every function asks for as it starts, and a laptop perhaps never: functions/wire.ts imports it when it is needed. */
const AT_START = /await import\('(\.\/adapters\/(?:dynamodb|sqs|secrets|model|encoder)-[^']+)'\)/g

/**
 * Our own imports, in a form that a bundler can take apart. zod exports one object that holds all of it, messages in fifty
 * languages among them; imported as a namespace, it is what is used, a quarter. And of a package that is imported while
 * a program runs all is kept, every command of the AWS SDK; at the top of a file it is what is used.
 */
export const leanImports: Plugin = {
  name: 'lean-imports',
  setup: ({ onLoad }) => {
    onLoad({ filter: OWN }, async ({ path }) => ({
      contents: atTheTop(
        (await readFile(path, 'utf8')).replace("import { z } from 'zod'", "import * as z from 'zod'"),
      ),
      loader: 'ts',
    }))
  },
}

/** "const { a } = await import('./adapters/sqs-a.ts')" -> "import * as start0 from './adapters/sqs-a.ts'; const { a } = start0" */
const atTheTop = (source: string): string => {
  const imports: string[] = []
  const rest = source.replace(AT_START, (_, file: string) => {
    const name = `start${imports.length}`
    imports.push(`import * as ${name} from '${file}'; `)
    return name
  })
  return imports.join('') + rest
}

const ALL_CREDENTIALS = '@aws-sdk/credential-provider-node'

/**
 * Lambda puts the credentials of a function's role into its environment. The SDK's other seven ways to find some (single
 * sign-on, files, processes, …) are 200 kB.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export const leanCredentials: Plugin = {
  name: 'lean-credentials',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: new RegExp(`^${ALL_CREDENTIALS}$`) }, ({ path, resolveDir }) => ({
      path,
      namespace: 'lean-credentials',
      pluginData: resolveDir,
    }))
    onLoad({ filter: /./, namespace: 'lean-credentials' }, ({ pluginData: resolveDir }) => ({
      contents: "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env'",
      resolveDir,
    }))
  },
}
