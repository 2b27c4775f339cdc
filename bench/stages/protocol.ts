/** What a runner is told, as JSON in its one argument. */
export type Task = {
  /** Each is asked about every message. Files of ONNX or, for PyTorch, of weights; one folder where it is ours. */
  networks: string[]
  /** A model folder of ours: then its own code loads and labels. */
  isOurs: boolean
  vocabulary: string
  /** One message a line. */
  texts: string
  atLeastMs: number
}

/** What it says: a line "ready" after the first label, and this as JSON when it is done. */
export type Done = { callsMs: number[]; rssMb: number }
