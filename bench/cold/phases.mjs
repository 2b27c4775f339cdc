/*
 * `node --import phases.mjs`: tells on stdout when a function comes to the next step of its start, as lines
 *
 *   phase <step> <epoch ms>
 *
 * It watches what Node and ONNX Runtime are asked to do, so that the functions that are measured need not know of it.
 */
/** As bundles ask for it: an import would load Node's streams as well, 5 ms that are not the function's. */
const fs = process.getBuiltinModule('node:fs')
const { readFileSync, writeSync } = fs
const seen = new Set()
const tell = step => {
  seen.add(step)
  writeSync(1, `phase ${step} ${performance.timeOrigin + performance.now()}\n`)
}

/** The first that is read of a kind begins its step. */
const READ = [
  ['imports', /index\.mjs$/],
  ['model', /model\.json$/],
]
fs.readFileSync = (file, ...rest) => {
  const step = READ.find(([name, pattern]) => pattern.test(String(file)) && !seen.has(name))
  if (step) tell(step[0])
  return readFileSync(file, ...rest)
}

const { dlopen } = process
process.dlopen = (module, file, ...rest) => {
  tell('library')
  const done = dlopen.call(process, module, file, ...rest)
  if (module.exports.InferenceSession) module.exports = watched(module.exports)
  return done
}

const watched = binding => ({
  ...binding,
  InferenceSession: class extends binding.InferenceSession {
    loadModel(...given) {
      tell('session')
      const done = super.loadModel(...given)
      tell('wiring')
      return done
    }
    run(...given) {
      const done = super.run(...given)
      tell('ran')
      return done
    }
  },
})

tell('runtime')
