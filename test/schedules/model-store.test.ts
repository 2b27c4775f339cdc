import { describe } from 'vitest'
import { storeContract } from '../contracts/store.ts'
import { modelStore } from './model-store.ts'

describe('the model store, which stands in for the real ones in the schedules, keeps the contract', () => {
  storeContract(async () => {
    const { store, letters, sweep } = modelStore()
    return {
      store,
      letters,
      other: { store, letters },
      pass: () => {},
      expire: async nowMs => void sweep(nowMs),
      close: async () => {},
    }
  })
})
