const partition = import.meta.env.WXT_PARTITION ?? 'aws'

/** Where a build's console is: one partition, fixed. What is matched beyond it would be asked for in vain. Of four a build keeps its own. */
// oxfmt-ignore
const host =
  partition === 'aws' ? 'console.aws.amazon.com'
  : partition === 'aws-us-gov' ? 'console.amazonaws-us-gov.com'
  : partition === 'aws-cn' ? 'console.amazonaws.cn'
  : partition === 'aws-eusc' ? 'console.amazonaws-eusc.eu'
  : undefined

export const consoleMatches: string[] = [`https://*.${host}/*`]
