const inArn = /^arn:(aws(?:-[a-z]+)*):/

/** `aws`, `aws-us-gov`, `aws-cn`, `aws-eusc`…; null where it is no ARN, or one of a partition that somebody masked. */
export function partitionOf(arn: string): string | null {
  return inArn.exec(arn)?.[1] ?? null
}

/** The same in another partition. */
export function inPartition(arn: string, partition: string): string {
  return arn.replace(inArn, `arn:${partition}:`)
}
