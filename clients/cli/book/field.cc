#include "clients/cli/book/field.h"

#include <algorithm>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "clients/cli/text/suggestion.h"
#include "ledger/formats/format.h"
#include "ledger/formats/list_limit.h"
#include "ledger/formats/number_pattern.h"

namespace tally {
namespace {

constexpr uint32_t kMaxTermDays = 365;
constexpr uint32_t kMaxDuration = 10'000;

// Returns what is wrong with a text, nothing if it is written as `format` says.
std::optional<std::string> ProblemOf(const std::string& text, v1::Format format) {
  return text.empty() ? "is empty" : ProblemWith(text, format);
}

std::optional<uint32_t> WholeNumber(absl::string_view text, uint32_t limit) {
  uint32_t number = 0;
  if (text.empty() || !absl::SimpleAtoi(text, &number)) return std::nullopt;
  if (text.find_first_not_of("0123456789") != absl::string_view::npos) return std::nullopt;
  if (number > limit) return std::nullopt;
  return number;
}

}  // namespace

void Field::Refuse(absl::string_view words) const { problems_->Add(place(), path_, words); }

std::optional<std::string> Field::Scalar(absl::string_view what) const {
  if (!given()) return std::nullopt;
  if (node_->kind == YamlNode::Kind::kText) return node_->text;
  const absl::string_view found = node_->kind == YamlNode::Kind::kNothing ? "is empty"
                                  : node_->kind == YamlNode::Kind::kList  ? "is a list"
                                                                          : "is a map";
  Refuse(absl::StrCat(found, "; give ", what));
  return std::nullopt;
}

std::string Field::Formatted(v1::Format format, absl::string_view what) const {
  const auto text = Scalar(what);
  if (!text) return "";
  const auto problem = ProblemOf(*text, format);
  if (!problem) return *text;
  Refuse(*problem);
  return "";
}

std::string Field::Text() const { return Formatted(v1::FORMAT_TEXT, "a text"); }

std::string Field::Note() const { return Formatted(v1::FORMAT_NOTE, "a text"); }

std::string Field::Id() const { return Formatted(v1::FORMAT_ID, "an id"); }

std::string Field::ForeignId() const {
  return Formatted(v1::FORMAT_FOREIGN_ID, "the id, in quotes");
}

std::string Field::Email() const { return Formatted(v1::FORMAT_EMAIL, "an e-mail address"); }

std::string Field::Currency() const {
  return Formatted(v1::FORMAT_CURRENCY, "a currency such as EUR");
}

std::string Field::TimeZone() const {
  return Formatted(v1::FORMAT_TIME_ZONE, "a zone such as Europe/Paris");
}

std::string Field::Date() const { return Formatted(v1::FORMAT_DATE, "a day like 2026-08-01"); }

std::string Field::Month() const { return Formatted(v1::FORMAT_MONTH, "a month like 2026-08"); }

std::string Field::TimeOfDay() const {
  return Formatted(v1::FORMAT_TIME_OF_DAY, "a time like 12:00");
}

std::string Field::Quantity() const { return Formatted(v1::FORMAT_QUANTITY, "a number like 6"); }

std::string Field::Price() const { return Formatted(v1::FORMAT_PRICE, "a price like 45.00"); }

std::string Field::Percent() const {
  const auto text = Scalar("a percentage like 20%");
  if (!text) return "";
  std::string number(absl::StripSuffix(*text, "%"));
  const bool has_sign = number.size() < text->size();
  const auto problem = has_sign ? ProblemOf(number, v1::FORMAT_PERCENT)
                                : absl::StrCat("is \"", *text, "\"; write it like 20% or 8.25%");
  if (!problem) return number;
  Refuse(*problem);
  return "";
}

std::string Field::NumberPattern() const {
  std::string pattern = Formatted(v1::FORMAT_TEXT, "a pattern like BILL-{YYYY}-{MM}-{NNN}");
  if (pattern.empty()) return "";
  const auto problem = ProblemWithNumberPattern(pattern);
  if (!problem) return pattern;
  Refuse(absl::StrCat(*problem, "; write it like ", kDefaultNumberPattern,
                      ", with one counter of 1 to 9 N"));
  return "";
}

uint32_t Field::Duration(std::initializer_list<Unit> units, absl::string_view what) const {
  const auto text = Scalar(what);
  if (!text) return 0;
  for (const Unit& unit : units) {
    absl::string_view number = *text;
    if (!absl::ConsumeSuffix(&number, unit.suffix)) continue;
    const auto count = WholeNumber(number, kMaxDuration);
    if (count && *count > 0) return *count * unit.size;
  }
  Refuse(absl::StrCat("is \"", *text, "\"; write ", what));
  return 0;
}

uint32_t Field::Hours() const { return Duration({{"d", 24}, {"h", 1}}, "a time like 48h or 2d"); }

uint32_t Field::Minutes() const { return Duration({{"m", 1}, {"h", 60}}, "a time like 15m or 1h"); }

uint32_t Field::Months() const {
  return Duration({{" months", 1}, {" month", 1}}, "a time like 3 months");
}

uint32_t Field::Count() const { return Duration({{"", 1}}, "a whole number like 2"); }

bool Field::IsTrue() const {
  const auto text = Scalar("true or false");
  if (!text) return false;
  if (*text != "true" && *text != "false") {
    Refuse(absl::StrCat("is \"", *text, "\"; write true or false"));
  }
  return *text == "true";
}

v1::PaymentTerms Field::Terms() const {
  v1::PaymentTerms terms;
  const auto text = Scalar("payment terms like net_30");
  if (!text) return terms;
  absl::string_view days = *text;
  terms.set_kind(absl::StartsWith(*text, "eom") ? v1::TERMS_KIND_END_OF_MONTH : v1::TERMS_KIND_NET);
  if (*text == "due_on_receipt" || *text == "eom") return terms;

  const bool counts = absl::ConsumePrefix(&days, "net_") || absl::ConsumePrefix(&days, "eom_");
  const auto number = WholeNumber(days, kMaxTermDays);
  if (counts && number) {
    terms.set_days(*number);
    return terms;
  }
  Refuse(absl::StrCat("is \"", *text,
                      "\"; write net_N (up to 365 days), due_on_receipt, eom or eom_N"));
  return terms;
}

std::vector<Field> Field::Items() const {
  std::vector<Field> items;
  if (!given()) return items;
  if (node_->kind != YamlNode::Kind::kList) {
    Refuse("is no list; start each item with a dash");
    return items;
  }
  for (const YamlNode& item : node_->items) {
    items.emplace_back(item, absl::StrCat(path_, "[", items.size(), "]"), *problems_);
  }
  return items;
}

std::vector<std::pair<std::string, Field>> Field::Entries() const {
  std::vector<std::pair<std::string, Field>> entries;
  if (!given()) return entries;
  if (!is_map()) {
    Refuse("is no map; write each entry as `key: value`");
    return entries;
  }
  for (const YamlEntry& entry : node_->entries) {
    entries.emplace_back(entry.key,
                         Field(entry.value, absl::StrCat(path_, ".", entry.key), *problems_));
  }
  return entries;
}

Field Field::Missing(absl::string_view path) const {
  const bool is_joined = path_.empty() || absl::StartsWith(path, "[");
  return Field(place(), absl::StrCat(path_, is_joined ? "" : ".", path), *problems_);
}

Field Field::At(absl::string_view path) const {
  if (path.empty()) return *this;
  if (!is_map() && !is_list()) return Missing(path);

  const size_t end = std::min(path.find_first_of(".[", 1), path.size());
  absl::string_view step = path.substr(0, end);
  absl::string_view rest = path.substr(end);
  absl::ConsumePrefix(&rest, ".");

  size_t index = 0;
  if (absl::ConsumePrefix(&step, "[")) {
    const std::vector<Field> values = Values();
    const bool is_there =
        absl::SimpleAtoi(absl::StripSuffix(step, "]"), &index) && index < values.size();
    return is_there ? values[index].At(rest) : Missing(path);
  }
  for (const YamlEntry& entry : node_->entries) {
    if (entry.key != step) continue;
    return Field(entry.value, absl::StrCat(path_, path_.empty() ? "" : ".", entry.key), *problems_)
        .At(rest);
  }
  return Missing(path);
}

std::vector<Field> Field::Values() const {
  if (is_list()) return Items();
  std::vector<Field> values;
  for (const auto& [key, value] : Entries()) values.push_back(value);
  return values;
}

Place Field::PlaceOfKey(absl::string_view key) const {
  if (!is_map()) return place();
  for (const YamlEntry& entry : node_->entries) {
    if (entry.key == key) return entry.place;
  }
  return place();
}

void Field::CheckKeyAs(v1::Format format, absl::string_view key) const {
  const auto problem = ProblemOf(std::string(key), format);
  if (problem) problems_->Add(PlaceOfKey(key), absl::StrCat(path_, ".", key), *problem);
}

void Field::CheckKey(absl::string_view key) const { CheckKeyAs(v1::FORMAT_ID, key); }

void Field::CheckForeignKey(absl::string_view key) const { CheckKeyAs(v1::FORMAT_FOREIGN_ID, key); }

void Field::CheckCurrencyKey(absl::string_view key) const { CheckKeyAs(v1::FORMAT_CURRENCY, key); }

void Field::CheckSize(const google::protobuf::Message& resource, int list) const {
  const auto& field = *resource.GetDescriptor()->FindFieldByNumber(list);
  const auto size = static_cast<uint32_t>(resource.GetReflection()->FieldSize(resource, &field));
  const uint32_t at_most = MaxItems(field);
  if (size <= at_most) return;
  Refuse(absl::StrCat("has ", size, " entries; at most ", at_most, " are allowed, so take ",
                      size - at_most, " out"));
}

FieldMap::FieldMap(const Field& field) : field_(field) {
  if (!field.given() || field.is_map()) return;
  field.Refuse("is no map; write its fields as `name: value`");
}

std::string FieldMap::PathOf(absl::string_view key) const {
  return absl::StrCat(field_.path(), field_.path().empty() ? "" : ".", key);
}

const YamlEntry* FieldMap::Find(const char* key) {
  asked_.emplace_back(key);
  if (!field_.is_map()) return nullptr;
  const auto& entries = field_.node_->entries;
  const auto entry = std::find_if(entries.begin(), entries.end(),
                                  [&](const YamlEntry& each) { return each.key == key; });
  return entry == entries.end() ? nullptr : &*entry;
}

Field FieldMap::Need(const char* key, absl::string_view advice) {
  const YamlEntry* entry = Find(key);
  const bool is_there = entry != nullptr && entry->value.kind != YamlNode::Kind::kNothing;
  if (is_there) return Field(entry->value, PathOf(key), *field_.problems_);

  Field missing(entry != nullptr ? entry->place : field_.place(), PathOf(key), *field_.problems_);
  if (field_.is_map()) missing.Refuse(absl::StrCat("is missing; ", advice));
  return missing;
}

Field FieldMap::May(const char* key) {
  const YamlEntry* entry = Find(key);
  if (entry == nullptr) return Field(field_.place(), PathOf(key), *field_.problems_);
  return Field(entry->value, PathOf(key), *field_.problems_);
}

void FieldMap::RefuseOthers() const {
  if (!field_.is_map()) return;
  for (const YamlEntry& entry : field_.node_->entries) {
    if (std::find(asked_.begin(), asked_.end(), entry.key) != asked_.end()) continue;
    field_.problems_->Add(entry.place, PathOf(entry.key),
                          absl::StrCat("is not a field of a book", DidYouMean(entry.key, asked_)));
  }
}

}  // namespace tally
