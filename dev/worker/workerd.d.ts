declare module 'workerd' {
  /** CommonJS: `default` is the path of the runtime's binary. */
  const workerd: { default: string }
  export default workerd
}
