import organisation from '../test/fixtures/organisation.json' with { type: 'json' }

export interface Person {
  email: string
  name: string
  userName: string
  level: number
}

/** The four people of the local stack. */
export const people: readonly Person[] = organisation.people
