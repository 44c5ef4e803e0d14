/** Where a build's console is: one partition, fixed. What is matched beyond it would be asked for in vain. */
const hosts: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-eusc': 'console.amazonaws-eusc.eu',
}

export const consoleMatches: string[] = [`https://*.${hosts[import.meta.env.WXT_PARTITION ?? 'aws']}/*`]
