#include "ledger/explain/adjustment_words.h"

#include "absl/strings/str_cat.h"
#include "ledger/explain/line_words.h"
#include "ledger/explain/period_words.h"
#include "ledger/explain/price_words.h"
#include "ledger/explain/words.h"

namespace tally {
namespace {

std::string AfterTax(const v1::Discount& discount) {
  return discount.tax() == v1::DISCOUNT_TAX_AFTER ? ", after tax" : "";
}

}  // namespace

std::string LineDiscountText(const v1::Discount& discount, const v1::Money& left,
                             absl::string_view line_id, bool is_later) {
  const std::string of =
      absl::StrCat("the ", AmountWords(left), is_later ? " left of " : " of ", line_id);
  if (discount.has_percent()) {
    return absl::StrCat(discount.percent(), "% of ", of, AfterTax(discount));
  }
  return absl::StrCat(PriceText(discount.amount(), left.currency()), " off ", of, ", once a period",
                      AfterTax(discount));
}

std::string DocumentDiscountText(const v1::Discount& discount, absl::string_view currency) {
  return absl::StrCat(discount.has_percent() ? absl::StrCat(discount.percent(), "%")
                                             : PriceText(discount.amount(), currency),
                      " off the document", AfterTax(discount));
}

std::string MaximumText(const v1::Commitment& commitment, absl::string_view currency) {
  return absl::StrCat(
      "the maximum of ", PriceText(commitment.amount(), currency),
      commitment.months() > 1 ? absl::StrCat(" in ", commitment.months(), " months") : " a month");
}

std::string MinimumText(const v1::Commitment& commitment, const v1::Line& line, size_t pieces,
                        const v1::Money& committed) {
  const std::string agreed = PriceText(commitment.amount(), committed.currency());
  const std::string share =
      line.has_share() && pieces == 1 ? absl::StrCat(" × ", ShareFactor(line.share())) : "";
  if (AmountWords(committed) == agreed) return absl::StrCat("at least ", agreed, " is agreed");
  return absl::StrCat("at least ", agreed, share, ", ", AmountWords(committed), ", is agreed");
}

v1::CreditQuantity CreditBy(const v1::CreditQuantity& credit, const v1::Trigger& trigger) {
  v1::CreditQuantity agreed = credit;
  if (!trigger.amount().empty()) {
    agreed.set_amount(trigger.amount());
  } else if (!trigger.percent().empty()) {
    agreed.set_percent(trigger.percent());
  }
  return agreed;
}

std::string CreditText(const v1::CreditQuantity& credit, const v1::Money& billed,
                       absl::string_view currency) {
  return absl::StrCat(credit.has_percent()
                          ? absl::StrCat(credit.percent(), "% of")
                          : absl::StrCat(PriceText(credit.amount(), currency), " off"),
                      " the ", AmountWords(billed), " of ", credit.line_id());
}

std::string WhereBilledWords(const v1::Draft& draft, const v1::Line& line) {
  const std::string where = draft.invoice_number().empty()
                                ? absl::StrCat("by the draft of ", MonthWords(draft.month()))
                                : absl::StrCat("on ", draft.invoice_number());
  return absl::StrCat("Billed ", where, ": ", LineWords(line));
}

std::string PartWords(const v1::Line& line, absl::string_view owner_id) {
  switch (line.part()) {
    case v1::LINE_PART_OVERAGE:
      return absl::StrCat("What is beyond the allowance of ", owner_id);
    case v1::LINE_PART_MINIMUM:
      return "What is missing to a minimum";
    case v1::LINE_PART_CAP:
      return absl::StrCat("What is beyond a maximum, taken off ", owner_id);
    case v1::LINE_PART_DISCOUNT:
      return line.item_id().empty() ? "A discount on the document"
                                    : absl::StrCat("A discount on ", owner_id);
    case v1::LINE_PART_UNUSED:
      return absl::StrCat("The unused part of what was billed in advance for ", owner_id);
    case v1::LINE_PART_CHANGED:
      return absl::StrCat("What took the place of what was billed in advance for ", owner_id);
    case v1::LINE_PART_CREDIT:
      return absl::StrCat("A credit on ", owner_id);
    default:
      return "";
  }
}

}  // namespace tally
