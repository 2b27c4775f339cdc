/** What went wrong and what to do about it, for a person: shown as it is, without a stack. Exit code 1. */
export class Failure extends Error {}
