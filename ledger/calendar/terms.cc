#include "ledger/calendar/terms.h"

#include "absl/strings/str_cat.h"

namespace tally {

absl::CivilDay DueDate(absl::CivilDay issue_date, const v1::PaymentTerms& terms) {
  if (terms.kind() == v1::TERMS_KIND_END_OF_MONTH) {
    const absl::CivilMonth next = absl::CivilMonth(issue_date) + 1;
    return absl::CivilDay(next) - 1 + terms.days();
  }
  return issue_date + terms.days();
}

std::string TermsText(const v1::PaymentTerms& terms) {
  if (terms.kind() == v1::TERMS_KIND_END_OF_MONTH) {
    return terms.days() == 0 ? "end of month" : absl::StrCat("end of month + ", terms.days());
  }
  return terms.days() == 0 ? "due on receipt" : absl::StrCat("net ", terms.days());
}

}  // namespace tally
