#include "clients/cli/book/read_line.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "clients/cli/book/read_price.h"
#include "clients/cli/book/read_quantity.h"
#include "clients/cli/book/words.h"

namespace tally {
namespace {

constexpr char kNeedsPrice[] = "give a price like 45.00 or {follow: vendor, markup: 20%}";

// Reads how long the periods of a line are: `quarterly`, `every 2 weeks`.
void ReadLength(const Field& field, v1::Cadence& cadence) {
  const std::string text = field.Text();
  if (text.empty()) return;
  if (text == "monthly") return cadence.set_months(1);
  if (text == "quarterly") return cadence.set_months(3);
  if (text == "yearly") return cadence.set_months(12);
  if (text == "weekly") return cadence.set_weeks(1);

  absl::string_view number = text;
  const bool is_every = absl::ConsumePrefix(&number, "every ");
  const bool is_months =
      absl::ConsumeSuffix(&number, " months") || absl::ConsumeSuffix(&number, " month");
  const bool is_weeks =
      absl::ConsumeSuffix(&number, " weeks") || absl::ConsumeSuffix(&number, " week");
  uint32_t count = 0;
  if (is_every && (is_months || is_weeks) && absl::SimpleAtoi(number, &count)) {
    return is_months ? cadence.set_months(count) : cadence.set_weeks(count);
  }
  field.Refuse(absl::StrCat("is \"", text,
                            "\"; write monthly, quarterly, yearly, weekly, or like every 2 months "
                            "or every 2 weeks"));
  cadence.set_months(1);
}

// What is included is a quantity, or says more.
void ReadIncluded(const Field& field, v1::PlanLine& line) {
  if (!field.given()) return;
  v1::Allowance& included = *line.mutable_included();
  if (!field.is_map()) {
    included.set_quantity(field.Quantity());
    return;
  }
  FieldMap fields(field);
  included.set_quantity(fields.Need("quantity", "give how many are included").Quantity());
  included.set_overage(ReadWord(fields.May("overage"), kOverageWords));
  included.set_unit_price(fields.May("price").Price());
  included.set_prorated(fields.May("prorated").IsTrue());
  fields.RefuseOthers();
}

bool NeedsPrice(const v1::PlanLine& line) {
  return !line.has_pass_through() && !line.has_triggered() && !line.has_credit();
}

}  // namespace

void ReadLine(const Field& field, v1::PlanLine& line, References& references) {
  FieldMap fields(field);
  line.set_line_id(fields.May("id").Id());
  line.set_item_id(
      ReadReference(fields.Need("item", "give an item of the catalog"), references.items));
  ReadQuantity(fields, field, line, references);
  ReadPrice(NeedsPrice(line) ? fields.Need("price", kNeedsPrice) : fields.May("price"), line);
  if (const auto cadence = ReadCadence(fields)) *line.mutable_cadence() = *cadence;
  line.set_proration(ReadWord(fields.May("proration"), kProrationWords));
  ReadIncluded(fields.May("included"), line);
  line.set_accumulate_months(fields.May("accumulate").Months());
  const Field discounts = fields.May("discounts");
  ReadDiscounts(discounts, *line.mutable_discounts());
  discounts.CheckSize(line, v1::PlanLine::kDiscountsFieldNumber);
  line.set_price_includes_tax(fields.May("includes_tax").IsTrue());
  line.set_margin_guard_percent(fields.May("margin_guard").Percent());
  fields.RefuseOthers();
}

// An anchor alone is of months.
std::optional<v1::Cadence> ReadCadence(FieldMap& fields) {
  const Field bill = fields.May("bill");
  const Field anchor = fields.May("anchor");
  const Field when = fields.May("when");
  if (!bill.given() && !anchor.given() && !when.given()) return std::nullopt;
  v1::Cadence cadence;
  if (bill.given()) ReadLength(bill, cadence);
  if (anchor.given() && !bill.given()) cadence.set_months(1);
  cadence.set_anchor(anchor.Date());
  cadence.set_timing(ReadWord(when, kTimingWords));
  return cadence;
}

}  // namespace tally
