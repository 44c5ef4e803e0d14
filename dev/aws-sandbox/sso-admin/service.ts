import type { Service } from '../service.ts'
import { assignmentOperations } from './assignments.ts'
import { instanceOperations } from './instances.ts'
import { permissionSetOperations } from './permission-sets.ts'
import { policyOperations } from './policies.ts'
import { provisioningOperations } from './provisioning.ts'
import { statusOperations } from './statuses.ts'
import { tagOperations } from './tags.ts'

export const ssoAdmin: Service = {
  target: 'SWBExternalService',
  signingName: 'sso',
  namespace: 'com.amazonaws.swbexternalservice#',
  names: {
    throttled: 'ThrottlingException',
    broken: 'InternalServerException',
    invalid: 'com.amazon.coral.validate#ValidationException',
  },
  operations: {
    ...instanceOperations,
    ...permissionSetOperations,
    ...policyOperations,
    ...tagOperations,
    ...assignmentOperations,
    ...provisioningOperations,
    ...statusOperations,
  },
}
