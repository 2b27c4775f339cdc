/* What is wrong with packed bytes. */

/** The bytes are not what their format says. */
export const damaged = (what: string) => new Error(what)

export const cutShort = () => damaged('it is cut short')

/** As node:zlib says it, so that who unpacks need not ask by which format. */
export const tooLarge = (maxBytes: number) =>
  Object.assign(new RangeError(`it unpacks to more than ${maxBytes} bytes`), { code: 'ERR_BUFFER_TOO_LARGE' })
