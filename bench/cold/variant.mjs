/*
 * `node --import variant.mjs`: opens the network in another way than the function says, which need not know of it.
 * VARIANT is JSON: { options: what is added to the session's, path: a file in place of the bytes, cache: write Node's
 * compile cache now and then, because a function is killed and never ends by itself }
 */
import { flushCompileCache } from 'node:module'

const { options = {}, path, cache = false } = JSON.parse(process.env.VARIANT ?? '{}')

const { dlopen } = process
process.dlopen = (module, file, ...rest) => {
  const done = dlopen.call(process, module, file, ...rest)
  if (module.exports.InferenceSession) module.exports = varied(module.exports)
  return done
}

const varied = binding => ({
  ...binding,
  InferenceSession: class extends binding.InferenceSession {
    loadModel(...given) {
      const asked = given.at(-1)
      const extra = { ...asked.extra, session: { ...asked.extra?.session, ...options.session } }
      const all = { ...asked, ...options.plain, extra }
      return path ? super.loadModel(path, all) : super.loadModel(...given.slice(0, -1), all)
    }
  },
})

if (cache) setInterval(flushCompileCache, 200).unref()
