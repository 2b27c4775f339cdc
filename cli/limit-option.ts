import { InvalidArgumentError, Option } from 'commander'

const positive = (value: string): number => {
  if (/^[1-9]\d*$/.test(value)) return Number(value)
  throw new InvalidArgumentError('give a whole number from 1 up')
}

export const limitOption = (usual: number): Option =>
  new Option('--limit <n>', 'at most so many').argParser(positive).default(usual)
