// What makes up commands about runs, drafts, quotes and projects.

#include "model/makers.h"

namespace tally {
namespace {

using absl::StrCat;

std::string MonthOfCustomer(Pools& any) {
  return StrCat("customer_id: '", any.Customer(), "' month: '", any.Month(), "' ");
}

// Runs and drafts.

std::string MakeRun(Pools& any) {
  return StrCat("month: '", any.Month(), "' ",
                any.Sometimes(5, StrCat("customer_ids: '", any.Customer(), "' ")),
                any.Sometimes(40, "automatic: true "));
}

std::string MakeReasonedDraft(Pools& any) { return StrCat(MonthOfCustomer(any), "reason: 'so' "); }

std::string MakeOverride(Pools& any) {
  return StrCat(MakeReasonedDraft(any), "line_id: '", any.Line(), "' ",
                any.Sometimes(2, StrCat("quantity: '", any.Between(0, 5), "' ")),
                any.OneIn(4) ? "" : StrCat("unit_price: '", any.Price(), "' "));
}

std::string MakeWaiver(Pools& any) {
  return StrCat(MakeReasonedDraft(any), "flag: ",
                any.OneOf({"FLAG_KIND_MISSING_COUNT", "FLAG_KIND_NO_ACCOUNTING_MAPPING",
                           "FLAG_KIND_STALE_COUNT", "FLAG_KIND_NEW_LINE"}),
                " line_id: '", any.OneIn(4) ? any.Line() : "", "'");
}

std::string MakeApproval(Pools& any) {
  return StrCat(MonthOfCustomer(any), "content_hash: '", any.OneIn(15) ? "other" : "now",
                "' reviewed_position: ", any.OneIn(30) ? "2000000000" : "1", " ",
                any.Sometimes(60, "automatic: true "));
}

// Quotes and projects.

std::string Quote(Pools& any) { return StrCat("quote_id: '", any.OneOf({"q0", "q1", "j0"}), "' "); }

std::string ValidUntil(Pools& any) {
  return StrCat("valid_until: '", any.OneOf({"", "2024-01-01", "2999-12-31"}), "' ");
}

std::string MakeRevision(Pools& any) {
  const std::string line = StrCat("lines { line_id: 'task' item_id: '", any.Item(), "' quantity: '",
                                  any.Between(1, 3), "' unit_price: '", any.Price(), "' ",
                                  any.Sometimes(6, "cadence { months: 1 } "), "} ");
  return StrCat(Quote(any), "customer_id: '", any.Customer(), "' ", line, any.Sometimes(12, line),
                any.Sometimes(3, ValidUntil(any)));
}

std::string MakeSending(Pools& any) { return StrCat(Quote(any), "revision: ", any.Between(1, 2)); }

std::string MakeAcceptance(Pools& any) {
  return StrCat(Quote(any), "revision: ", any.Between(1, 2), " plan_from: '",
                any.OneOf({"", "2024-06-01"}), "'");
}

std::string MakeDecline(Pools& any) { return StrCat(Quote(any), "reason: 'no' "); }

std::string MakeBilling(Pools& any) {
  return StrCat("project_id: '", any.OneOf({"j0", "j1", "j2"}),
                "' bill_as: ", any.OneOf({"BILL_AS_QUOTE", "BILL_AS_INVOICE"}), " ",
                any.Sometimes(5, Quote(any)), any.Sometimes(6, ValidUntil(any)));
}

}  // namespace

Makers BillingMakers() {
  return {
      {"StartRun", {6, MakeRun}},
      {"HoldDraft", {1, MakeReasonedDraft}},
      {"ReleaseDraft", {2, MonthOfCustomer}},
      {"RejectDraft", {1, MakeReasonedDraft}},
      {"RegenerateDraft", {4, MonthOfCustomer}},
      {"OverrideDraftLine", {3, MakeOverride}},
      {"WaiveDraftFlag", {3, MakeWaiver}},
      {"ApproveDraft", {16, MakeApproval}},
      {"CreditLateDifferences", {2, MakeReasonedDraft}},
      {"WaiveLateDifferences", {2, MakeReasonedDraft}},
      {"ReviseQuote", {3, MakeRevision}},
      {"SendQuote", {3, MakeSending}},
      {"AcceptQuote", {3, MakeAcceptance}},
      {"DeclineQuote", {1, MakeDecline}},
      {"BillProject", {2, MakeBilling}},
  };
}

}  // namespace tally
