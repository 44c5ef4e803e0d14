import type { Condition, Statement } from '../syntax/statement.ts'

/**
 * What documents say together, of whatever size and with whatever AWS no longer knows in them: they are in force already,
 * so nothing in them is refused, and what cannot be read gives nothing.
 */
export function statementsOf(documents: readonly string[]): readonly Statement[] {
  return documents.flatMap(writtenIn).map(statementFrom)
}

type Written = Readonly<Record<string, unknown>>

function writtenIn(document: string): readonly Written[] {
  try {
    const parsed: unknown = JSON.parse(document)
    return isRecord(parsed) ? [parsed['Statement']].flat().filter(isRecord) : []
  } catch {
    return []
  }
}

function statementFrom(written: Written, index: number): Statement {
  const exceptActions = written['NotAction'] !== undefined
  const exceptResources = written['NotResource'] !== undefined
  return {
    index,
    sid: typeof written['Sid'] === 'string' ? written['Sid'] : null,
    // What is not plainly an Allow takes away.
    effect: written['Effect'] === 'Allow' ? 'Allow' : 'Deny',
    actions: texts(written[exceptActions ? 'NotAction' : 'Action']),
    exceptActions,
    resources: texts(written[exceptResources ? 'NotResource' : 'Resource']),
    exceptResources,
    conditions: conditionsIn(written['Condition']),
    hasCondition: written['Condition'] !== undefined,
  }
}

function conditionsIn(written: unknown): readonly Condition[] {
  if (!isRecord(written)) return []
  return Object.entries(written).flatMap(([operator, keys]) =>
    Object.entries(isRecord(keys) ? keys : {}).map(([key, values]) => ({
      operator,
      key,
      values: [values].flat().map(String),
    })),
  )
}

function texts(written: unknown): readonly string[] {
  return [written].flat().filter((one) => typeof one === 'string')
}

function isRecord(value: unknown): value is Written {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
