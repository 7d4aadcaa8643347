#include "ledger/explain/origin.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/money/rounding.h"
#include "ledger/plans/project_amounts.h"
#include "ledger/rating/new_line.h"

namespace tally {
namespace {

absl::Status FindQuote(const v1::Invoice& invoice, Past& past, InvoiceOrigin& origin) {
  const auto take = [&](const v1::RecordedEvent& recorded) {
    const v1::Event& event = recorded.event();
    if (event.quote_revised().revision().revision() == invoice.quote_revision()) {
      origin.revision = event.quote_revised().revision();
      origin.revised_at = recorded.position();
    }
    if (event.has_quote_accepted()) origin.accepted_at = recorded.position();
    return origin.accepted_at == 0;
  };
  const absl::Status read = past.ReadStream(absl::StrCat("quotes/", invoice.quote_id()), take);
  if (!read.ok()) return read;
  if (origin.revised_at != 0 && origin.accepted_at != 0) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("revision ", invoice.quote_revision(), " of quote ",
                                          invoice.quote_id(), " was not accepted"));
}

// The project as it was right before the event at `position`.
absl::Status FindProject(const std::string& org_id, const std::string& project_id,
                         uint64_t position, Past& past, InvoiceOrigin& origin) {
  const absl::StatusOr<const Books*> books = past.BooksAt(position - 1);
  if (!books.ok()) return books.status();
  const auto project = (*books)->projects.Find(org_id, project_id);
  if (!project) return absl::DataLossError(absl::StrCat("there is no project ", project_id));
  origin.project = *project;

  const v1::Org org = (*books)->orgs.Find(org_id).value_or(v1::Org());
  const v1::Customer customer =
      (*books)->customers.Find(org_id, project->project().customer_id()).value_or(v1::Customer());
  const auto amounts =
      AmountsOf(project->project(), CurrencyOf(org, customer), FromProto(org.rounding()));
  if (amounts.ok()) *origin.project.mutable_amounts() = {amounts->begin(), amounts->end()};
  return absl::OkStatus();
}

}  // namespace

bool IsOneOff(const v1::Invoice& invoice) {
  const bool bills_a_draft = !invoice.period().month().empty() && invoice.late_fees().empty();
  return invoice.corrects_number().empty() && !bills_a_draft;
}

absl::StatusOr<InvoiceOrigin> OriginOf(const std::string& org_id, const v1::Invoice& invoice,
                                       uint64_t position, Past& past) {
  InvoiceOrigin origin;
  if (!invoice.quote_id().empty()) {
    if (absl::Status is = FindQuote(invoice, past, origin); !is.ok()) return is;
    const absl::StatusOr<const Books*> books = past.BooksAt(origin.revised_at - 1);
    if (!books.ok()) return books.status();
    origin.org = (*books)->orgs.Find(org_id).value_or(v1::Org());
  }
  if (!invoice.project_id().empty()) {
    const uint64_t made_at = invoice.quote_id().empty() ? position : origin.revised_at;
    absl::Status is = FindProject(org_id, invoice.project_id(), made_at, past, origin);
    if (!is.ok()) return is;
  }
  absl::StatusOr<std::vector<LateFeeGround>> late_fees =
      FindLateFees(org_id, invoice, position, past);
  if (!late_fees.ok()) return late_fees.status();
  origin.late_fees = *std::move(late_fees);
  return origin;
}

}  // namespace tally
