/**
 * JSX that makes real nodes, for the content script: Preact and its hooks would be half of what it may weigh.
 * A file takes it with `@jsxImportSource`. Text stays text: nothing here reads markup.
 */

export type Child = Node | string | boolean | null | undefined | readonly Child[]

type Handlers<E> = { [K in `on${string}`]?: (event: Event & { currentTarget: E }) => void }
interface Attributes {
  children?: Child
  key?: string
  [name: string]: unknown
}

// oxlint-disable-next-line typescript/no-namespace -- where TypeScript looks for the types of JSX
export declare namespace JSX {
  type Element = Child
  type IntrinsicElements = {
    [Tag in keyof HTMLElementTagNameMap]: Attributes & Handlers<HTMLElementTagNameMap[Tag]>
  } & {
    svg: Attributes
    path: Attributes
  }
  interface ElementChildrenAttribute {
    children: unknown
  }
  interface IntrinsicAttributes {
    key?: string
  }
}

type Props = Record<string, unknown> & { children?: Child }

export const Fragment = ({ children }: { children?: Child }): Child => children

export function jsx(type: string | ((props: Props) => Child), props: Props, key?: string): Child {
  if (typeof type === 'function') return type(props)
  const element = type === 'svg' || type === 'path' ? drawing(type) : document.createElement(type)
  given.set(element, { ...props, key })
  add(element, props.children)
  for (const name in props) if (name !== 'children') put(element, name, props[name])
  return element
}

export const jsxs = jsx

/** Makes `mount` hold `child`, keeping what is there where it is the same: focus, what was typed, what was seen. */
export function draw(mount: Element, child: Child): void {
  const fresh = document.createElement('div')
  add(fresh, child)
  patchChildren(mount, fresh)
}

const given = new WeakMap<Node, Props>()

function drawing(type: string): Element {
  return document.createElementNS('http://www.w3.org/2000/svg', type)
}

function add(parent: Element, child: Child): void {
  if (Array.isArray(child)) for (const each of child as readonly Child[]) add(parent, each)
  else if (child instanceof Node) parent.appendChild(child)
  else if (typeof child === 'string') parent.appendChild(document.createTextNode(child))
}

function put(element: Element, name: string, value: unknown): void {
  if (name.startsWith('on')) element.addEventListener(name.slice(2).toLowerCase(), heard)
  else if (name === 'style') (element as HTMLElement).style.cssText = String(value)
  else if (name === 'value' || name === 'checked') Object.assign(element, { [name]: value })
  else if (name.startsWith('aria-') || (value !== false && value !== undefined && value !== null)) {
    element.setAttribute(name, value === true && !name.startsWith('aria-') ? '' : String(value))
  }
}

/** Looked up when it is needed, so that a node that is kept hears with the newest ears. */
function heard(event: Event): void {
  const props = given.get(event.currentTarget as Node) ?? {}
  for (const name in props) {
    if (name.toLowerCase() === `on${event.type}`) (props[name] as (event: Event) => void)(event)
  }
}

function patchChildren(old: Node, fresh: Node): void {
  const olds = [...old.childNodes]
  const news = [...fresh.childNodes]
  news.forEach((node, i) => {
    const kept = olds[i]
    if (!kept) old.appendChild(node)
    else if (isSame(kept, node)) patch(kept, node)
    else old.replaceChild(node, kept)
  })
  for (const node of olds.slice(news.length)) old.removeChild(node)
}

function isSame(a: Node, b: Node): boolean {
  return a.nodeName === b.nodeName && given.get(a)?.['key'] === given.get(b)?.['key']
}

function patch(old: Node, fresh: Node): void {
  if (!(old instanceof Element && fresh instanceof Element)) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue
    return
  }
  const props = given.get(fresh) ?? {}
  for (const name of Array.from(old.attributes, (attribute) => attribute.name)) {
    if (name !== 'style' && !fresh.hasAttribute(name)) old.removeAttribute(name)
  }
  patchChildren(old, fresh)
  for (const name in props) if (name !== 'children' && name !== 'key') put(old, name, props[name])
  given.set(old, props)
}
