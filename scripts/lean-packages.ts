/*
 * What packages bring that a function never asks for, left out of its bundle: a start reads and compiles all that is
 * there. Each plugin says what it spares (docs/performance.md has the measurement).
 */
import { readFile } from 'node:fs/promises'
import type { Plugin } from 'esbuild'

/** Ours, not a package's. */
const OWN = /[\\/](functions|events|schemas)[\\/].*\.ts$/

/**
 * zod exports one object that holds all of it, messages in fifty languages among them, and no bundler takes that apart.
 * Imported as a namespace, it is what is used: a quarter.
 */
export const leanZod: Plugin = {
  name: 'lean-zod',
  setup: ({ onLoad }) => {
    onLoad({ filter: OWN }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace("import { z } from 'zod'", "import * as z from 'zod'"),
      loader: 'ts',
    }))
  },
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
