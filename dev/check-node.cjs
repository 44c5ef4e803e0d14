// In front of every script: `node` must be the Node 24 that `npm ci` put into node_modules, not the machine's own.
const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  console.error(
    `Hallpass needs Node 24 and found ${process.version}. Run "npm ci" again and let it run the install script of "node" (allowScripts in package.json).`,
  )
  process.exit(1)
}
