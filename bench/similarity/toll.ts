import { fileURLToPath } from 'node:url'
import { loadEncoder } from '../../functions/adapters/encoder-folder.ts'
import { loadClassifier } from '../../functions/adapters/model-folder.ts'
