import { streamClosed } from './hrana-error.ts'
import { asWire, type Stream } from './stream.ts'
import type { StreamRequest, StreamResponse, StreamResult } from './wire.ts'

/** Answers every request of a pipeline in order; one that fails does not stop the next. */
export async function runPipeline(
  stream: Stream,
  requests: readonly StreamRequest[],
): Promise<StreamResult[]> {
  const results: StreamResult[] = []
  for (const request of requests) results.push(await answer(stream, request))
  return results
}

async function answer(stream: Stream, request: StreamRequest): Promise<StreamResult> {
  try {
    return { type: 'ok', response: await respond(stream, request) }
  } catch (error) {
    return { type: 'error', error: asWire(error) }
  }
}

async function respond(stream: Stream, request: StreamRequest): Promise<StreamResponse> {
  if (stream.closed) throw streamClosed()
  switch (request.type) {
    case 'execute':
      return { type: 'execute', result: await stream.execute(request.stmt) }
    case 'batch':
      return { type: 'batch', result: await stream.batch(request.batch) }
    case 'describe':
      return { type: 'describe', result: stream.describe(request) }
    case 'get_autocommit':
      return { type: 'get_autocommit', is_autocommit: stream.autocommit }
    case 'sequence':
      await stream.sequence(request)
      break
    case 'store_sql':
      stream.storeSql(request.sql_id, request.sql)
      break
    case 'close_sql':
      stream.closeSql(request.sql_id)
      break
    case 'close':
      stream.close()
  }
  return { type: request.type }
}
