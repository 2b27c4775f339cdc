import { defineConfig } from 'vitest/config'
import { withoutTelemetry } from './functions/adapters/onnx-runtime.ts'

withoutTelemetry() // of threads and processes of the tests

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    globalSetup: 'test/engines/keeper.ts',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
})
