/*
 * The second half of `npm run engines`: Maven copies the jars of each <engine>/pom.xml into <engine>/lib. Where there is
 * no Maven it says what is left out, and the tests of these engines are skipped by name.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

const PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies'
const CURE = 'apt-get install -y --no-install-recommends openjdk-17-jre-headless maven, then npm run engines'

const here = import.meta.dirname
const withPom = readdirSync(here).filter(name => existsSync(join(here, name, 'pom.xml')))

const libOf = (engine: string): string => join(here, engine, 'lib')

const hasProgram = (program: string, flag: string): boolean =>
  spawnSync(program, [flag], { stdio: 'ignore' }).status === 0

/**
 * Into a folder beside it first: two versions of a library would both be on the class path, and where Maven cannot reach
 * its repository, what was there stays.
 */
const copyJars = (engine: string): boolean => {
  const [lib, fresh] = [libOf(engine), join(here, engine, 'lib-new')]
  rmSync(fresh, { recursive: true, force: true })
  const given = ['-q', '-B', '-f', join(here, engine, 'pom.xml'), PLUGIN]
  const { status } = spawnSync('mvn', [...given, `-DoutputDirectory=${fresh}`, '-DincludeScope=runtime'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (status !== 0) return false
  rmSync(lib, { recursive: true, force: true })
  renameSync(fresh, lib)
  return true
}

/** Each engine, in words: 'elasticmq: 40 jars' */
const installed = (engine: string): string =>
  copyJars(engine)
    ? `${engine}: ${readdirSync(libOf(engine)).length} jars in test/engines/${engine}/lib`
    : `${engine}: Maven could not fetch it, see above; ${existsSync(libOf(engine)) ? 'what was there stays' : 'its tests are skipped'}`

if (import.meta.main) {
  const missing = [
    hasProgram('java', '-version') ? [] : 'Java',
    hasProgram('mvn', '-version') ? [] : 'Maven',
  ].flat()
  const lines =
    missing.length === 0
      ? withPom.map(installed)
      : [
          `left out, because there is no ${missing.join(' and no ')}: ${withPom.join(', ')}. To have them: ${CURE}`,
        ]
  for (const line of lines) console.log(line)
  const isComplete = withPom.every(engine => existsSync(libOf(engine)))
  if (!isComplete && (missing.length === 0 || process.env.ROOMTONE_REQUIRE_ENGINES === '1'))
    process.exitCode = 1
}
