export const partition = import.meta.env.WXT_PARTITION ?? 'aws'

/** Where a build's console is: one partition, fixed. What is matched beyond it would be asked for in vain. Of four a build keeps its own. */
// oxfmt-ignore
export const consoleHost =
  partition === 'aws' ? 'console.aws.amazon.com'
  : partition === 'aws-us-gov' ? 'console.amazonaws-us-gov.com'
  : partition === 'aws-cn' ? 'console.amazonaws.cn'
  : partition === 'aws-eusc' ? 'console.amazonaws-eusc.eu'
  : undefined

export const consoleMatches: string[] = [`https://*.${consoleHost}/*`]

/** Where AWS records what belongs to no region, and so where a partition's console begins. */
// oxfmt-ignore
export const homeRegion =
  partition === 'aws' ? 'us-east-1'
  : partition === 'aws-us-gov' ? 'us-gov-west-1'
  : partition === 'aws-cn' ? 'cn-north-1'
  : 'eusc-de-east-1'
