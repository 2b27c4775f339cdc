import type { Health } from '../../schemas/answers.ts'
import { openApi } from '../../schemas/openapi.ts'
import type { Handlers } from './call.ts'
import type { QueryPorts } from './ports.ts'

/** What everybody may know. */
export const healthHandlers = ({
  clock,
  version,
  modelName,
}: Pick<QueryPorts, 'clock' | 'version' | 'modelName'>): Handlers<'health' | 'openApi'> => {
  const startedAt = clock.now()
  let document: ReturnType<typeof openApi> | undefined
  return {
    health: () =>
      Response.json({
        ok: true,
        version,
        ...(modelName === undefined ? {} : { model: modelName }),
        uptimeMs: clock.now() - startedAt,
      } satisfies Health),

    openApi: () => {
      document ??= openApi(version)
      return Response.json(document)
    },
  }
}
