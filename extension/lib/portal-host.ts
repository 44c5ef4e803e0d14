/** The organisation's access portal; one build is for one organisation. */
export const portalHost = new URL(import.meta.env.WXT_PORTAL ?? 'https://d-9067a1b2c3.awsapps.com').host
