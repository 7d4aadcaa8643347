#include "clients/cli/show/words.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "clients/cli/show/figures.h"
#include "ledger/money/decimal.h"
#include "ledger/money/money.h"

namespace tally {
namespace {

// Returns the value's name without what all values of its enum start with: FLAG_KIND_NEW_LINE is
// `new_line`. A value that this program does not know yet is its number.
std::string ValueName(const google::protobuf::EnumDescriptor* type, int number) {
  const auto* value = type->FindValueByNumber(number);
  if (value == nullptr) return absl::StrCat(number);
  const std::string never_used = type->FindValueByNumber(0)->name();
  const absl::string_view prefix = absl::StripSuffix(never_used, "UNSPECIFIED");
  return absl::AsciiStrToLower(absl::StripPrefix(value->name(), prefix));
}

std::vector<std::string> ValueNames(const google::protobuf::EnumDescriptor* type) {
  std::vector<std::string> names;
  for (int i = 1; i < type->value_count(); ++i) {
    names.push_back(ValueName(type, type->value(i)->number()));
  }
  return names;
}

template <typename Value>
std::optional<Value> ParseValue(const google::protobuf::EnumDescriptor* type,
                                absl::string_view name) {
  for (int i = 1; i < type->value_count(); ++i) {
    const int number = type->value(i)->number();
    if (ValueName(type, number) == name) return static_cast<Value>(number);
  }
  return std::nullopt;
}

std::string WithBlanks(const std::string& name) { return absl::StrReplaceAll(name, {{"_", " "}}); }

v1::Money ChangeOf(const v1::Cause& cause) {
  if (!cause.has_price_effect()) return cause.quantity_effect();
  if (!cause.has_quantity_effect()) return cause.price_effect();
  return Add(cause.quantity_effect(), cause.price_effect()).value_or(v1::Money());
}

std::optional<Decimal> Difference(const Decimal& left, const Decimal& right) {
  const int places = std::max(left.places(), right.places());
  const __int128 difference = __int128{left.coefficient()} * PowerOfTen(places - left.places()) -
                              __int128{right.coefficient()} * PowerOfTen(places - right.places());
  constexpr __int128 kLimit = PowerOfTen(Decimal::kMaxDigits);
  if (difference >= kLimit || difference <= -kLimit) return std::nullopt;
  return Decimal::FromParts(static_cast<int64_t>(difference), places);
}

// How many more or fewer: `+3`, `-1.5`.
std::string QuantityChange(const v1::Cause& cause) {
  const auto before = Decimal::Parse(cause.previous_quantity());
  const auto now = Decimal::Parse(cause.quantity());
  const auto difference = before && now ? Difference(*now, *before) : std::nullopt;
  if (!difference) return absl::StrCat(cause.previous_quantity(), "→", cause.quantity());
  return absl::StrCat(difference->IsNegative() ? "" : "+", Grouped(difference->ToString()));
}

// Adds what one line contributes, the quantity and the price each by itself.
void AddPhrases(const v1::Cause& cause, std::vector<std::string>& phrases) {
  const v1::Money total = ChangeOf(cause);
  const std::string change = ChangeText(total);
  const std::string& name = cause.description();
  if (IsZero(cause.previous_quantity()) && IsZero(cause.previous_unit_price())) {
    phrases.push_back(absl::StrCat("new ", name, " ", change));
    return;
  }
  if (IsZero(cause.quantity()) && IsZero(cause.unit_price())) {
    phrases.push_back(absl::StrCat("gone ", name, " ", change));
    return;
  }
  const std::string& currency = total.currency();
  if (cause.previous_quantity() != cause.quantity()) {
    phrases.push_back(
        absl::StrCat(QuantityChange(cause), " ", name, " ", ChangeText(cause.quantity_effect())));
  }
  if (cause.previous_unit_price() != cause.unit_price()) {
    phrases.push_back(absl::StrCat(
        "price ", name, " ", PriceText(cause.previous_unit_price(), currency), "→",
        PriceText(cause.unit_price(), currency), " ", ChangeText(cause.price_effect())));
  }
}

}  // namespace

std::string FlagName(v1::FlagKind flag) { return ValueName(v1::FlagKind_descriptor(), flag); }

std::vector<std::string> FlagNames() { return ValueNames(v1::FlagKind_descriptor()); }

std::optional<v1::FlagKind> ParseFlag(absl::string_view name) {
  return ParseValue<v1::FlagKind>(v1::FlagKind_descriptor(), name);
}

std::string StatusName(v1::DraftStatus status) {
  return ValueName(v1::DraftStatus_descriptor(), status);
}

std::vector<std::string> DraftStatusNames() { return ValueNames(v1::DraftStatus_descriptor()); }

std::optional<v1::DraftStatus> ParseDraftStatus(absl::string_view name) {
  return ParseValue<v1::DraftStatus>(v1::DraftStatus_descriptor(), name);
}

std::string StatusWords(v1::InvoiceStatus status) {
  return WithBlanks(ValueName(v1::InvoiceStatus_descriptor(), status));
}

std::string StatusWords(v1::RunStatus status) {
  return WithBlanks(ValueName(v1::RunStatus_descriptor(), status));
}

std::string SkipWords(v1::SkipReason reason) {
  return WithBlanks(ValueName(v1::SkipReason_descriptor(), reason));
}

std::string PartWords(v1::LinePart part) {
  return WithBlanks(ValueName(v1::LinePart_descriptor(), part));
}

std::string RuleWords(v1::QuantityRule rule) {
  return WithBlanks(ValueName(v1::QuantityRule_descriptor(), rule));
}

std::string KindName(v1::ChargeKind kind) { return ValueName(v1::ChargeKind_descriptor(), kind); }

// What was spent is of one kind; `any` is for plans.
std::vector<std::string> ChargeKindNames() {
  return {KindName(v1::CHARGE_KIND_HARDWARE), KindName(v1::CHARGE_KIND_EXPENSE)};
}

std::optional<v1::ChargeKind> ParseChargeKind(absl::string_view name) {
  const auto kind = ParseValue<v1::ChargeKind>(v1::ChargeKind_descriptor(), name);
  return kind == v1::CHARGE_KIND_ANY ? std::nullopt : kind;
}

std::string KindName(v1::TriggerKind kind) { return ValueName(v1::TriggerKind_descriptor(), kind); }

std::vector<std::string> TriggerKindNames() { return ValueNames(v1::TriggerKind_descriptor()); }

std::optional<v1::TriggerKind> ParseTriggerKind(absl::string_view name) {
  return ParseValue<v1::TriggerKind>(v1::TriggerKind_descriptor(), name);
}

std::string FlagWords(const v1::Flag& flag) {
  const char* mark = !flag.blocks() ? "" : flag.has_waiver() ? " (waived)" : "!";
  return absl::StrCat(FlagName(flag.kind()), mark);
}

std::string FlagsWords(const v1::ReviewEntry& entry) {
  std::vector<std::string> words;
  for (const v1::ReviewFlag& flag : entry.flags()) {
    const std::string word = FlagWords(flag.flag());
    if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
  }
  return absl::StrJoin(words, ", ");
}

std::string CausesWords(const v1::ReviewEntry& entry, size_t limit) {
  std::vector<std::string> phrases;
  for (const v1::Cause& cause : entry.causes()) AddPhrases(cause, phrases);
  const size_t more = phrases.size() > limit ? phrases.size() - limit : 0;
  phrases.resize(phrases.size() - more);
  std::string words = absl::StrJoin(phrases, "; ");
  if (more > 0) absl::StrAppend(&words, "; +", more, " more");
  return words;
}

}  // namespace tally
