import process from 'node:process'

/**
 * ONNX Runtime 1.30 for Linux and macOS tells Microsoft of every process and session, and leaves files in the temporary
 * folder, unless this variable is set when the library is loaded. It is read from the environment of the process, which
 * a worker thread has a copy of: whoever starts threads that load a model calls this first. ORT_DISABLE_TELEMETRY=0
 * from outside stands. https://github.com/microsoft/onnxruntime/pull/27379
 */
export const withoutTelemetry = (): void => {
  process.env.ORT_DISABLE_TELEMETRY ??= '1'
}

/** The library is loaded here and not before: it takes longer than all the rest of a start. */
export const loadOnnxRuntime = async () => {
  withoutTelemetry()
  return import('onnxruntime-node')
}
