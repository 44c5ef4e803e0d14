/** The name under which builds that are not for production look for the same. */
export { Fragment, type JSX, jsx as jsxDEV } from './jsx-runtime.ts'
