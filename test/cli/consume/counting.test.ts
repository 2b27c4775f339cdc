import { expect, test } from 'vitest'
import { countingVariables } from '../../../cli/consume/counting.ts'
import { readConfig } from '../../../functions/config.ts'

test('the handlers of a consumer read its options, and are told nothing of those that are not there', () => {
  const least = { store: 'sqlite:data', model: 'models/nano' }
  expect(readConfig(countingVariables(least))).toMatchObject({
    store: { kind: 'sqlite', at: 'data' },
    modelFolder: 'models/nano',
    shadowFolder: undefined,
    similarity: { isNamed: false },
  })
  expect(readConfig(countingVariables({ ...least, shadowModel: 'other', similarity: 'ours' }))).toMatchObject(
    {
      shadowFolder: 'other',
      similarity: { folder: 'ours', isNamed: true },
    },
  )
  expect(readConfig(countingVariables({ ...least, similarity: 'no' })).similarity).toBeUndefined()
})
