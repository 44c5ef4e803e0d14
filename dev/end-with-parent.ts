/** Preloaded into every program: when its parent is gone, however it went, the pipe ends and the whole group goes too. */
process.stdin.on('end', () => process.kill(-process.pid, 'SIGKILL'))
process.stdin.on('error', () => process.kill(-process.pid, 'SIGKILL'))
process.stdin.resume()
// Watching must not keep a program alive that has nothing else to do.
if ('unref' in process.stdin) process.stdin.unref()
