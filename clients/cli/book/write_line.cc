#include "clients/cli/book/write_line.h"

#include "absl/strings/str_cat.h"
#include "clients/cli/book/words.h"
#include "clients/cli/book/write_price.h"

namespace tally {
namespace {

constexpr uint32_t kMinutesOfHour = 60;

template <class Texts>
std::string QuotedList(const Texts& texts) {
  std::vector<std::string> items;
  for (const std::string& text : texts) items.push_back(YamlQuoted(text));
  return YamlList(items);
}

template <class Ids>
std::string IdList(const Ids& ids) {
  std::vector<std::string> items;
  for (const std::string& id : ids) items.push_back(YamlText(id));
  return YamlList(items);
}

std::string Number(uint32_t number) { return number == 0 ? "" : absl::StrCat(number); }

std::string Minutes(uint32_t minutes) {
  if (minutes == 0) return "";
  if (minutes % kMinutesOfHour == 0) return absl::StrCat(minutes / kMinutesOfHour, "h");
  return absl::StrCat(minutes, "m");
}

std::string Months(uint32_t months) {
  if (months == 0) return "";
  return absl::StrCat(months, months == 1 ? " month" : " months");
}

template <class Source>
void AddSource(const Source& source, YamlFields& fields) {
  fields.AddText("source", source.source_id());
  fields.AddText("meter", source.meter());
}

std::string CountedText(const v1::CountedQuantity& counted) {
  std::vector<std::string> others;
  for (const v1::CountSource& other : counted.others()) {
    YamlFields fields;
    AddSource(other, fields);
    others.push_back(fields.OnOneLine());
  }
  YamlFields fields;
  AddSource(counted, fields);
  fields.Add("accounts", QuotedList(counted.accounts()));
  fields.AddIf("distinct", counted.distinct());
  fields.Add("others", YamlList(others));
  fields.Add("round_up_to", counted.round_up_to());
  return fields.OnOneLine();
}

// The kind alone if there is nothing more to say.
std::string TimeText(const v1::TimeQuantity& time) {
  YamlFields rates;
  for (const v1::ProjectRate& rate : time.rates()) rates.Add(rate.project(), rate.unit_price());
  YamlFields fields;
  fields.Add("kind", WordUnlessDefault(kTimeKindWords, time.kind()));
  fields.Add("projects", QuotedList(time.projects()));
  fields.Add("rates", rates.OnOneLineIfAny());
  fields.Add("increment", Minutes(time.increment_minutes()));
  fields.Add("round", WordUnlessDefault(kIncrementScopeWords, time.increment_scope()));
  fields.Add("roll_over", Number(time.roll_over_periods()));
  if (fields.empty()) return kTimeKindWords[0].word;
  const bool has_kind_alone = fields.fields().size() == 1 && fields.fields()[0].first == "kind";
  return has_kind_alone ? fields.fields()[0].second : fields.OnOneLine();
}

std::string PassThroughText(const v1::PassThroughQuantity& costs) {
  const std::string word = WordFor(kChargeKindWords, costs.kind());
  return word.empty() ? kChargeKindWords[0].word : word;
}

std::string TriggeredText(const v1::TriggeredQuantity& triggered) {
  const std::string on = WordFor(kTriggerWords, triggered.kind());
  if (triggered.subject().empty()) return on;
  YamlFields fields;
  fields.Add("on", on);
  fields.AddQuoted("subject", triggered.subject());
  return fields.OnOneLine();
}

std::string CreditText(const v1::CreditQuantity& credit) {
  YamlFields fields;
  fields.AddText("line", credit.line_id());
  fields.Add("amount", credit.amount());
  fields.AddPercent("percent", credit.percent());
  fields.Add("on", WordFor(kTriggerWords, credit.trigger()));
  fields.AddQuoted("subject", credit.subject());
  return fields.OnOneLine();
}

// The kind of the quantity, and what it says.
std::pair<std::string, std::string> QuantityField(const v1::PlanLine& line) {
  switch (line.quantity_case()) {
    case v1::PlanLine::kFixed:
      return {"fixed", line.fixed().quantity()};
    case v1::PlanLine::kCounted:
      return {"counted", CountedText(line.counted())};
    case v1::PlanLine::kTime:
      return {"time", TimeText(line.time())};
    case v1::PlanLine::kPassThrough:
      return {"pass_through", PassThroughText(line.pass_through())};
    case v1::PlanLine::kTriggered:
      return {"triggered", TriggeredText(line.triggered())};
    case v1::PlanLine::kCredit:
      return {"credit", CreditText(line.credit())};
    case v1::PlanLine::QUANTITY_NOT_SET:
      return {};
  }
  return {};
}

// How often a line is billed; empty for calendar months.
std::string BillText(const v1::Cadence& cadence) {
  if (cadence.has_weeks()) {
    return cadence.weeks() == 1 ? "weekly" : absl::StrCat("every ", cadence.weeks(), " weeks");
  }
  switch (cadence.months()) {
    case 0:
      return "";
    case 1:
      return cadence.anchor().empty() ? "" : "monthly";
    case 3:
      return "quarterly";
    case 12:
      return "yearly";
    default:
      return absl::StrCat("every ", cadence.months(), " months");
  }
}

std::string IncludedText(const v1::Allowance& included) {
  YamlFields fields;
  fields.Add("quantity", included.quantity());
  fields.Add("overage", WordUnlessDefault(kOverageWords, included.overage()));
  fields.Add("price", included.unit_price());
  fields.AddIf("prorated", included.prorated());
  return fields.fields().size() == 1 ? included.quantity() : fields.OnOneLine();
}

}  // namespace

YamlFields LineFields(const v1::PlanLine& line) {
  YamlFields fields;
  fields.AddText("item", line.item_id());
  const auto [kind, quantity] = QuantityField(line);
  fields.Add(kind, quantity);
  if (line.has_counted()) fields.Add("quantity", WordFor(kRuleWords, line.counted().rule()));
  fields.Add("price", PriceText(line));
  fields.AddAll(BillingFields(line));
  return fields;
}

YamlFields BillingFields(const v1::PlanLine& line) {
  YamlFields fields;
  fields.Add("bill", BillText(line.cadence()));
  fields.Add("anchor", line.cadence().anchor());
  fields.Add("when", WordUnlessDefault(kTimingWords, line.cadence().timing()));
  fields.Add("proration", WordUnlessDefault(kProrationWords, line.proration()));
  if (line.has_included()) fields.Add("included", IncludedText(line.included()));
  fields.Add("accumulate", Months(line.accumulate_months()));
  fields.Add("discounts", YamlList(DiscountTexts(line.discounts())));
  fields.AddIf("includes_tax", line.price_includes_tax());
  fields.AddPercent("margin_guard", line.margin_guard_percent());
  return fields;
}

YamlFields CommitmentFields(const v1::Commitment& commitment) {
  const bool is_minimum = commitment.kind() == v1::COMMITMENT_KIND_MINIMUM;
  YamlFields fields;
  fields.Add(is_minimum ? "minimum" : "maximum", commitment.amount());
  fields.AddText("item", commitment.item_id());
  fields.Add("lines", IdList(commitment.line_ids()));
  if (commitment.months() > 1) fields.Add("over", Months(commitment.months()));
  fields.Add("proration", WordUnlessDefault(kProrationWords, commitment.proration()));
  return fields;
}

std::vector<std::string> DiscountTexts(
    const google::protobuf::RepeatedPtrField<v1::Discount>& discounts) {
  std::vector<std::string> texts;
  for (const v1::Discount& discount : discounts) {
    YamlFields fields;
    fields.AddText("name", discount.name());
    fields.AddPercent("percent", discount.percent());
    fields.Add("amount", discount.amount());
    fields.Add("tax", WordUnlessDefault(kDiscountTaxWords, discount.tax()));
    texts.push_back(fields.OnOneLine());
  }
  return texts;
}

std::string QuantityInShort(const v1::PlanLine& line) {
  const auto [kind, quantity] = QuantityField(line);
  if (!line.has_counted()) return absl::StrCat(kind, " ", quantity);
  const v1::CountedQuantity& counted = line.counted();
  const std::string rule = WordFor(kRuleWords, counted.rule());
  v1::CountedQuantity plain;
  plain.set_source_id(counted.source_id());
  plain.set_meter(counted.meter());
  const bool is_plain = CountedText(plain) == quantity;
  return absl::StrCat("counted ",
                      is_plain ? absl::StrCat(counted.source_id(), " ", counted.meter()) : quantity,
                      " ", rule);
}

std::string PriceInShort(const v1::PlanLine& line) {
  v1::PlanLine plain;
  plain.mutable_vendor()->set_markup_percent(line.vendor().markup_percent());
  const std::string text = PriceText(line);
  const bool is_markup_alone = line.has_vendor() && PriceText(plain) == text;
  return is_markup_alone ? absl::StrCat("vendor + ", line.vendor().markup_percent(), "%") : text;
}

}  // namespace tally
