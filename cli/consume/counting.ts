import { type Command, Option } from 'commander'
import { modelOption, shadowOption } from '../model-options.ts'

/** Where messages are counted, and what labels them: the same for whatever they are read from. */
export type CountingOptions = { store: string; model: string; shadowModel?: string }

export const withCounting = (command: Command): Command =>
  command
    .addOption(
      new Option('--store <store>', 'sqlite:DIR or dynamodb:TABLE')
        .env('ROOMTONE_STORE')
        .makeOptionMandatory(),
    )
    .addOption(modelOption())
    .addOption(shadowOption())

/** As the handlers read them. */
export const countingVariables = ({
  store,
  model,
  shadowModel,
}: CountingOptions): Record<string, string> => ({
  ROOMTONE_STORE: store,
  ROOMTONE_MODEL: model,
  ...(shadowModel === undefined ? {} : { ROOMTONE_SHADOW_MODEL: shadowModel }),
})
