/** A function of the API, called by API Gateway's HTTP API (payload 2.0). Query parameters are part of `at`. */
export const httpEvent = (method: string, at: string, token?: string, body?: unknown) => {
  const { pathname, search } = new URL(at, 'http://api.test')
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: decodeURIComponent(pathname),
    rawQueryString: search.slice(1),
    headers: {
      host: 'api.test',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    requestContext: { domainName: 'api.test', stage: '$default', http: { method, path: pathname } },
    body: body === undefined ? null : JSON.stringify(body),
    isBase64Encoded: false,
  }
}
