import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'

/** Runs `aws sso-admin …` and reads its JSON; rejects with what the client printed when it exits otherwise than 0. */
export type Cli = <Answer>(...args: string[]) => Promise<Answer>

const run = promisify(execFile)

/** The client on the path, else Debian's, installed if need be; `null`, said in one line, where neither can be had. */
export function findClient(): string | null {
  if (works('aws')) return 'aws'
  if (process.getuid?.() !== 0)
    return absent('no aws client, and only root can install one: apt-get install awscli')
  spawnSync('apt-get', ['update'], { stdio: 'ignore' })
  spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'awscli'], { stdio: 'ignore' })
  return works('/usr/bin/aws')
    ? '/usr/bin/aws'
    : absent('no aws client, and apt-get could not install awscli')
}

export async function clientFor(client: string, url: string): Promise<Cli> {
  const response = await fetch(`${url}/_sandbox/credentials`)
  const credentials = (await response.json()) as Record<string, string>
  const env = {
    PATH: process.env['PATH'],
    AWS_ACCESS_KEY_ID: credentials['accessKeyId'],
    AWS_SECRET_ACCESS_KEY: credentials['secretAccessKey'],
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  }
  const options = ['--endpoint-url', url, '--region', 'us-east-1', '--output', 'json', 'sso-admin']
  return async <Answer>(...args: string[]) => {
    const { stdout } = await run(client, [...options, ...args], { env })
    return JSON.parse(stdout) as Answer
  }
}

const works = (client: string): boolean => spawnSync(client, ['--version'], { stdio: 'ignore' }).status === 0

function absent(why: string): null {
  console.error(why)
  return null
}
