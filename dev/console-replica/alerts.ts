import { html, type Html } from '../html.ts'
import { icons } from './icons.ts'
import { sessionArn, type ConsoleSession } from './session.ts'

export interface Denied {
  action: string
  resource: string
  /** How the sentence goes on. */
  because?: string
}

/** The text AWS answers with (facts: grammar of access-denied messages). */
export function deniedText(session: ConsoleSession, { action, resource, because }: Denied): string {
  const reason = because ?? `because no identity-based policy allows the ${action} action`
  return `User: ${sessionArn(session)} is not authorized to perform: ${action} on resource: ${resource} ${reason}`
}

/** Cloudscape's Alert: the type is on the root, class names are hashed, the last element is the place for actions. */
export function errorAlert(headline: string, text: string): Html {
  return html`<div
    class="awsui_root_mx3cw_1lkhx_93"
    data-analytics-alert="error"
    role="group"
    aria-label="${headline}"
  >
    <div class="awsui_alert_mx3cw_1lkhx_97 awsui_type-error_mx3cw_1lkhx_142">
      <div class="awsui_icon_mx3cw_1lkhx_150">${icons.error}</div>
      <div class="awsui_message_mx3cw_1lkhx_162">
        <div class="awsui_header_mx3cw_1lkhx_180">${headline}</div>
        <div class="awsui_header-replacement_mx3cw_1lkhx_184 awsui_hidden_mx3cw_1lkhx_190" hidden></div>
        <div class="awsui_content_mx3cw_1lkhx_188">${text}</div>
        <div class="awsui_content-replacement_mx3cw_1lkhx_186 awsui_hidden_mx3cw_1lkhx_190" hidden></div>
        <div class="awsui_action-slot_mx3cw_1lkhx_230"></div>
      </div>
    </div>
  </div>`
}

/** The console's own block takes the service's text's place; the service's text stays in the document, hidden. */
export function replacedAlert(session: ConsoleSession, headline: string, denied: Denied): Html {
  const [service = ''] = denied.action.split(':')
  return html`<div
    class="awsui_root_mx3cw_1lkhx_93"
    data-analytics-alert="error"
    role="group"
    aria-label="Access denied to ${denied.action}"
  >
    <div class="awsui_alert_mx3cw_1lkhx_97 awsui_type-error_mx3cw_1lkhx_142">
      <div class="awsui_icon_mx3cw_1lkhx_150">${icons.error}</div>
      <div class="awsui_message_mx3cw_1lkhx_162">
        <div class="awsui_header_mx3cw_1lkhx_180 awsui_hidden_mx3cw_1lkhx_190" hidden>${headline}</div>
        <div class="awsui_header-replacement_mx3cw_1lkhx_184">Access denied to ${denied.action}</div>
        <div class="awsui_content_mx3cw_1lkhx_188 awsui_hidden_mx3cw_1lkhx_190" hidden>
          ${deniedText(session, denied)}
        </div>
        <div class="awsui_content-replacement_mx3cw_1lkhx_186">
          <div>
            You don’t have permission to ${denied.action}. To request access, copy the following text and send
            it to your AWS administrator.
            <a href="#learn">Learn more about troubleshooting access denied errors.</a>
          </div>
          <div>User: ${sessionArn(session)}</div>
          <div>Service: ${service}</div>
          <div>Action: ${denied.action}</div>
          <div>On resource(s): ${denied.resource}</div>
          <div>Context: ${denied.because ?? 'no identity-based policy allows the action'}</div>
        </div>
        <div class="awsui_action-slot_mx3cw_1lkhx_230">
          <button type="button" class="normal">Diagnose with Amazon Q</button>
        </div>
      </div>
    </div>
  </div>`
}

/** Cloudscape's Flashbar with one item. */
export function errorFlash(headline: string, text: string): Html {
  return html`<div class="awsui_flashbar_1q84n_1q5xi_8">
    <ul class="awsui_flash-list_1q84n_1q5xi_301">
      <li class="awsui_flash-list-item_1q84n_1q5xi_305">
        <div
          class="awsui_flash_1q84n_1q5xi_101 awsui_flash-type-error_1q84n_1q5xi_145"
          data-analytics-flashbar="error"
          data-itemid="flash-1"
          role="group"
          aria-label="${headline}"
        >
          <div class="awsui_flash-icon_1q84n_1q5xi_120">${icons.error}</div>
          <div class="awsui_flash-message_1q84n_1q5xi_160">
            <div class="awsui_flash-header_1q84n_1q5xi_188">${headline}</div>
            <div class="awsui_flash-content_1q84n_1q5xi_190">${text}</div>
          </div>
          <div class="awsui_action-slot_1q84n_1q5xi_200"></div>
          <button type="button" class="awsui_dismiss_1q84n_1q5xi_220" aria-label="Close">
            ${icons.close}
          </button>
        </div>
      </li>
    </ul>
  </div>`
}
