/** Until branch questions brings its own: what is packed beside it is the same. */
export const handler = async () => {
  const { loadClassifier } = await import('./adapters/model-folder.ts')
  return { statusCode: 503, body: loadClassifier.name }
}
