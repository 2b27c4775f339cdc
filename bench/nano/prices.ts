/** What an hour of named processors costs: list prices, on demand, Linux, us-east-1, without what storage and network add. */
export type Instance = { name: string; vcpus: number; usdPerHour: number; what: string; source: string }

/** When the prices below were what the lists said. */
export const PRICED_ON = '2025-06-01'

const EC2 = 'https://aws.amazon.com/ec2/pricing/on-demand/'

/** Lambda gives a function of so much memory one vCPU. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const LAMBDA_MB_PER_VCPU = 1769
const LAMBDA_ARM_USD_PER_GB_SECOND = 0.0000133334

export const instances: readonly Instance[] = [
  { name: 'c7a.large', vcpus: 2, usdPerHour: 0.10264, what: 'AMD EPYC, 2 cores', source: EC2 },
  { name: 'c7i.large', vcpus: 2, usdPerHour: 0.08925, what: 'Intel, 1 core of 2 threads', source: EC2 },
  { name: 'c7g.large', vcpus: 2, usdPerHour: 0.0725, what: 'Graviton, 2 cores', source: EC2 },
  {
    name: `Lambda ${LAMBDA_MB_PER_VCPU} MB`,
    vcpus: 1,
    usdPerHour: (LAMBDA_MB_PER_VCPU / 1024) * LAMBDA_ARM_USD_PER_GB_SECOND * 3600,
    what: 'arm64, while it runs',
    source: 'https://aws.amazon.com/lambda/pricing/',
  },
]

/** 0.0725 USD an hour at 10 million tokens a second -> 0.0020 USD for 10^9 tokens */
export const usdPerBillion = (usdPerHour: number, tokensPerSecond: number): number =>
  (usdPerHour / (tokensPerSecond * 3600)) * 1e9

export type Price = Instance & { usdPerBillionTokens: number }

/** As if each of their vCPUs did what one core here does; a vCPU that is half of a core does less. */
export const pricesAt = (tokensPerSecondOfOneCore: number): Price[] =>
  instances.map(instance => ({
    ...instance,
    usdPerBillionTokens: usdPerBillion(instance.usdPerHour, tokensPerSecondOfOneCore * instance.vcpus),
  }))
