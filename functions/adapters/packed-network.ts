/*
 * A network as it is packaged, beside the model.onnx that it was made of:
 *
 *   packed.onnx      the graph, optimised already
 *   packed.weights   its weights, which ONNX Runtime maps into memory, instead of reading and copying them
 *
 * A start from these two takes two thirds of the CPU time less than one from model.onnx, and the answers are the same to the bit.
 * They are written by the version of ONNX Runtime that is packed with them, and by no other: they are never kept.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { loadOnnxRuntime } from './onnx-runtime.ts'
import { networkOptions } from './onnx-session.ts'

export const packedFiles = ['packed.onnx', 'packed.weights'] as const

/**
 * Write them into a model's folder. Optimisations that depend on the processor ("layout") are left to the start: what is
 * packaged on x64 runs on arm64. https://onnxruntime.ai/docs/performance/model-optimizations/graph-optimizations.html
 */
export const packNetwork = async (folder: string): Promise<void> => {
  const { InferenceSession } = await loadOnnxRuntime()
  const [graph, weights] = packedFiles
  const options = networkOptions({ optimized_model_external_initializers_file_name: weights })
  const session = await InferenceSession.create(join(folder, 'model.onnx'), {
    ...options,
    graphOptimizationLevel: 'extended',
    optimizedModelFilePath: join(folder, graph),
  })
  await session.release()
}

/** The file to open: 'models/sentiment/packed.onnx', or model.onnx where no other was packed. */
export const packedNetwork = (folder: string): string => {
  const packed = join(folder, packedFiles[0])
  return existsSync(packed) ? packed : join(folder, 'model.onnx')
}
