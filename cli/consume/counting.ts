import { type Command, Option } from 'commander'
import { modelOption, shadowOption, similarityOption } from '../model-options.ts'

/** Where messages are counted, and what labels them: the same for whatever they are read from. */
export type CountingOptions = { store: string; model: string; shadowModel?: string; similarity?: string }

export const withCounting = (command: Command): Command =>
  command
    .addOption(
      new Option('--store <store>', 'sqlite:DIR or dynamodb:TABLE')
        .env('ROOMTONE_STORE')
        .makeOptionMandatory(),
    )
    .addOption(modelOption())
    .addOption(shadowOption())
    .addOption(similarityOption())

/** As the handlers read them. */
export const countingVariables = ({
  store,
  model,
  shadowModel,
  similarity,
}: CountingOptions): Record<string, string> => ({
  ROOMTONE_STORE: store,
  ROOMTONE_MODEL: model,
  ...(shadowModel === undefined ? {} : { ROOMTONE_SHADOW_MODEL: shadowModel }),
  ...(similarity === undefined ? {} : { ROOMTONE_SIMILARITY_MODEL: similarity }),
})
