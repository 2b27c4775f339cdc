import { functionNames } from '../bundle.ts'

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const MAX_FUNCTION_NAME = 64

/** Of a stage's name, so that roomtone-STAGE-collect-dead-letters is still a name. */
const MAX_STAGE =
  MAX_FUNCTION_NAME - 'roomtone--'.length - Math.max(...functionNames.map(({ length }) => length))

/** What is wrong with the name of a stage, or nothing: it is part of the names of functions, bucket and dashboard. */
export const stageFault = (stage: string): string | undefined => {
  if (stage.length > MAX_STAGE)
    return `stage "${stage}" has ${stage.length} characters, and names of functions leave room for ${MAX_STAGE}: give a shorter one`
  if (/^[a-z][a-z0-9-]*$/.test(stage)) return undefined
  return `stage "${stage}" is not small letters, digits and hyphens, beginning with a letter: give one such as ${suggested(stage)}`
}

/** 'Prod_2' -> 'prod-2' */
const suggested = (stage: string): string => {
  const small = stage
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
  return small || 'dev'
}

export const regionFault = (region: string): string | undefined =>
  /^[a-z]{2}(-[a-z]+)+-\d$/.test(region)
    ? undefined
    : `region "${region}" is none of AWS: give one such as eu-central-1 with --region, or AWS_REGION`

export const stackOf = (stage: string): string => `roomtone-${stage}`
