/** The bundler gives a style sheet as its text. */
declare module '*.css' {
  const text: string
  // biome-ignore lint/style/noDefaultExport: the shape that the bundler gives it
  export default text
}
