import type { Batch, Session } from '../model/network.ts'
import { loadOnnxRuntime } from './onnx-runtime.ts'

export type OnnxSession = Session & { inputs: readonly string[]; outputs: readonly string[] }

/** How every network of ours is opened; `more` are entries of ONNX Runtime's "session" configuration. */
export const networkOptions = (more: Record<string, string> = {}) => ({
  interOpNumThreads: 1,
  // What it logs as an error it throws as well.
  logSeverityLevel: 4 as const,
  // Patterns are kept for each shape, and every batch has another.
  enableMemPattern: false,
  extra: {
    // Threads that spin while they wait burn what a small Lambda function has.
    session: { intra_op: { allow_spinning: '0' }, ...more },
    // In int8 graphs this fused kernel is slower than its parts: without it a run takes a fifth less.
    optimization: { disable_specified_optimizers: 'SkipLayerNormFusion' },
  },
})

/**
 * A network of ONNX Runtime on the CPU, by its bytes or its file; its first output is what it answers. `run` waits for one
 * turn of the event loop, so that other work comes in between, and then blocks this thread while it computes (some 5 ms
 * for 128 tokens).
 */
export const onnxSession = async (model: Uint8Array | string, threads = 1): Promise<OnnxSession> => {
  const { InferenceSession, Tensor } = await loadOnnxRuntime()
  const options = { ...networkOptions(), intraOpNumThreads: threads }
  // Two calls, because what it declares takes either, and not one of both.
  const session = await (typeof model === 'string'
    ? InferenceSession.create(model, options)
    : InferenceSession.create(model, options))
  const run = async ({ ids, mask, rows, width }: Batch): Promise<Float32Array> => {
    const shape = [rows, width]
    const outputs = await session.run({
      input_ids: new Tensor('int64', ids, shape),
      attention_mask: new Tensor('int64', mask, shape),
    })
    return outputs[session.outputNames[0]!]!.data as Float32Array
  }
  return { run, inputs: session.inputNames, outputs: session.outputNames }
}
