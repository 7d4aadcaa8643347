// Visit: the one place that lists every event type.
//
// The switch has no default, so -Werror=switch names an arm that is missing. The visitor has no
// fallback unless it chooses one, so a fold that forgets an event does not compile either.

#pragma once

#include "tally/v1/event.pb.h"

namespace tally {

// Calls `visit` with the message that `event` carries. The log refuses to read an event type that
// it does not know, so a recorded event always carries one.
template <class Visitor>
void Visit(const v1::Event& event, Visitor&& visit) {
  switch (event.body_case()) {
    // clang-format off
    case v1::Event::kOrgDefined:          return visit(event.org_defined());

    case v1::Event::kTaxDefined:          return visit(event.tax_defined());

    case v1::Event::kItemDefined:         return visit(event.item_defined());

    case v1::Event::kSourceDefined:       return visit(event.source_defined());

    case v1::Event::kCustomerDefined:     return visit(event.customer_defined());

    case v1::Event::kPlanSet:             return visit(event.plan_set());

    case v1::Event::kCountsRecorded:      return visit(event.counts_recorded());

    case v1::Event::kRunStarted:          return visit(event.run_started());
    case v1::Event::kRunAdvanced:         return visit(event.run_advanced());
    case v1::Event::kRunCompleted:        return visit(event.run_completed());

    case v1::Event::kDraftGenerated:      return visit(event.draft_generated());
    case v1::Event::kDraftRegenerated:    return visit(event.draft_regenerated());
    case v1::Event::kDraftLineOverridden: return visit(event.draft_line_overridden());
    case v1::Event::kDraftFlagsWaived:    return visit(event.draft_flags_waived());
    case v1::Event::kDraftHeld:           return visit(event.draft_held());
    case v1::Event::kDraftReleased:       return visit(event.draft_released());
    case v1::Event::kDraftRejected:       return visit(event.draft_rejected());
    case v1::Event::kDraftApproved:       return visit(event.draft_approved());

    case v1::Event::kInvoiceIssued:       return visit(event.invoice_issued());
    case v1::Event::kCreditNoteIssued:    return visit(event.credit_note_issued());
    case v1::Event::kInvoiceVoided:       return visit(event.invoice_voided());

    case v1::Event::kConsumerDefined:     return visit(event.consumer_defined());
    case v1::Event::kConsumerRemoved:     return visit(event.consumer_removed());

    case v1::Event::kTimeRecorded:        return visit(event.time_recorded());
    case v1::Event::kChargesRecorded:     return visit(event.charges_recorded());
    case v1::Event::kTriggersRecorded:    return visit(event.triggers_recorded());

    case v1::Event::kExchangeRatesRecorded:
      return visit(event.exchange_rates_recorded());

    case v1::Event::kPaymentRecorded:     return visit(event.payment_recorded());
    case v1::Event::kCreditAllocated:     return visit(event.credit_allocated());
    case v1::Event::kPaymentReversed:     return visit(event.payment_reversed());
    case v1::Event::kCustomerRefunded:    return visit(event.customer_refunded());
    case v1::Event::kCreditGranted:       return visit(event.credit_granted());

    case v1::Event::kInvoiceWrittenOff:   return visit(event.invoice_written_off());
    case v1::Event::kInvoiceWriteOffReversed:
      return visit(event.invoice_write_off_reversed());
    case v1::Event::kDisputeOpened:       return visit(event.dispute_opened());
    case v1::Event::kDisputeClosed:       return visit(event.dispute_closed());
    case v1::Event::kDunningStepTaken:    return visit(event.dunning_step_taken());

    case v1::Event::kAccountingPeriodClosed:
      return visit(event.accounting_period_closed());
    case v1::Event::kAccountingPeriodReopened:
      return visit(event.accounting_period_reopened());

    case v1::Event::kLateDifferencesSettled:
      return visit(event.late_differences_settled());

    case v1::Event::kProjectDefined:      return visit(event.project_defined());

    case v1::Event::kQuoteRevised:        return visit(event.quote_revised());
    case v1::Event::kQuoteSent:           return visit(event.quote_sent());
    case v1::Event::kQuoteAccepted:       return visit(event.quote_accepted());
    case v1::Event::kQuoteDeclined:       return visit(event.quote_declined());

    case v1::Event::kOldInvoicesRecorded: return visit(event.old_invoices_recorded());

    case v1::Event::kPostingBegun:        return visit(event.posting_begun());
    case v1::Event::kPostingCompleted:    return visit(event.posting_completed());
    case v1::Event::kPostingFailed:       return visit(event.posting_failed());

    case v1::Event::kPrincipalDefined:    return visit(event.principal_defined());
    case v1::Event::kPrincipalRemoved:    return visit(event.principal_removed());
    case v1::Event::kAccessTokenAdded:    return visit(event.access_token_added());
    case v1::Event::kAccessTokenRevoked:  return visit(event.access_token_revoked());
    // clang-format on
    case v1::Event::BODY_NOT_SET:
      return;
  }
}

}  // namespace tally
