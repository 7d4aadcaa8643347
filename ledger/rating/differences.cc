#include "ledger/rating/differences.h"

#include <map>
#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/money/amount_words.h"
#include "ledger/rating/field_words.h"

namespace tally {
namespace {

using Differences = std::vector<v1::Difference>;
using Flags = google::protobuf::RepeatedPtrField<v1::Flag>;

void Compare(absl::string_view line_id, absl::string_view what, const std::string& reviewed,
             const std::string& now, Differences& differences) {
  if (reviewed == now) return;
  v1::Difference& difference = differences.emplace_back();
  difference.set_line_id(std::string(line_id));
  difference.set_what(std::string(what));
  difference.set_reviewed(reviewed);
  difference.set_now(now);
}

// Compares all fields of two messages of one type but those in `compared`.
void CompareFields(absl::string_view line_id, const google::protobuf::Message& reviewed,
                   const google::protobuf::Message& now, const std::set<std::string>& compared,
                   Differences& differences) {
  for (int i = 0; i < reviewed.GetDescriptor()->field_count(); ++i) {
    const auto& field = *reviewed.GetDescriptor()->field(i);
    if (compared.contains(field.name())) continue;
    Compare(line_id, NameInWords(field), FieldInWords(reviewed, field), FieldInWords(now, field),
            differences);
  }
}

std::string InWords(const v1::Money& money) { return AmountWords(money); }

std::string InWords(const Flags& flags) {
  return absl::StrJoin(flags, "; ", [](std::string* out, const v1::Flag& flag) {
    const std::string name = v1::FlagKind_Name(flag.kind()).substr(sizeof("FLAG_KIND_") - 1);
    absl::StrAppend(out, absl::AsciiStrToLower(name), ": ", flag.detail());
  });
}

std::string InWords(const v1::DraftLine& rated) {
  return absl::StrCat(rated.line().quantity(), " x ", rated.line().unit_price(), " = ",
                      InWords(rated.line().amount()));
}

std::string InWords(const v1::Delta& delta) {
  return absl::StrCat(delta.previous_quantity(), " x ", delta.previous_unit_price());
}

std::string InWords(const v1::Period& period) {
  return absl::StrCat(FormatInstant(FromProto(period.start())), " to ",
                      FormatInstant(FromProto(period.end())));
}

std::string LineIdsOf(const v1::DraftContent& content) {
  return absl::StrJoin(content.lines(), ", ", [](std::string* out, const v1::DraftLine& rated) {
    out->append(rated.line().line_id());
  });
}

std::string RatesOf(const v1::DraftContent& content) {
  return absl::StrJoin(content.tax_groups(), "; ", [](std::string* out, const v1::TaxGroup& group) {
    absl::StrAppend(out, group.name(), " ", group.rate_percent(), " %");
    for (const v1::TaxPart& part : group.parts()) {
      absl::StrAppend(out, ", ", part.name(), " ", part.rate_percent(), " %");
    }
  });
}

std::string VanishedIn(const v1::DraftContent& content) {
  return absl::StrJoin(
      content.vanished_lines(), "; ", [](std::string* out, const v1::VanishedLine& vanished) {
        const v1::Line& line = vanished.line();
        absl::StrAppend(out, line.line_id(), " ", line.quantity(), " x ", line.unit_price());
      });
}

bool HaveTheSameLines(const v1::DraftContent& reviewed, const v1::DraftContent& now) {
  std::multiset<std::string> left;
  std::multiset<std::string> right;
  for (const v1::DraftLine& rated : reviewed.lines()) left.insert(rated.line().line_id());
  for (const v1::DraftLine& rated : now.lines()) right.insert(rated.line().line_id());
  return left == right;
}

// What is compared in words of its own, or follows from what is compared.
const std::set<std::string>& ComparedOfContent() {
  static const auto& compared =
      *new std::set<std::string>{"bill_to",      "period", "plan_effective_from",
                                 "terms",        "lines",  "vanished_lines",
                                 "tax_groups",   "totals", "flags",
                                 "previous_net", "change", "content_hash"};
  return compared;
}

const std::set<std::string>& ComparedOfLine() {
  static const auto& compared = *new std::set<std::string>{
      "line_id", "item_id", "description", "quantity", "unit_price", "amount", "tax_id", "tax"};
  return compared;
}

void CompareDocument(const v1::DraftContent& reviewed, const v1::DraftContent& now,
                     Differences& differences) {
  Compare("", "name", reviewed.bill_to().name(), now.bill_to().name(), differences);
  Compare("", "email", reviewed.bill_to().email(), now.bill_to().email(), differences);
  Compare("", "terms", reviewed.terms().text(), now.terms().text(), differences);
  Compare("", "plan_effective_from", reviewed.plan_effective_from(), now.plan_effective_from(),
          differences);
  Compare("", "period", InWords(reviewed.period()), InWords(now.period()), differences);
  if (HaveTheSameLines(reviewed, now)) {
    Compare("", "order of lines", LineIdsOf(reviewed), LineIdsOf(now), differences);
    Compare("", "tax rates", RatesOf(reviewed), RatesOf(now), differences);
  }
  Compare("", "vanished lines", VanishedIn(reviewed), VanishedIn(now), differences);
  Compare("", "net", InWords(reviewed.totals().net()), InWords(now.totals().net()), differences);
  Compare("", "tax", InWords(reviewed.totals().tax()), InWords(now.totals().tax()), differences);
  Compare("", "total", InWords(reviewed.totals().total()), InWords(now.totals().total()),
          differences);
  CompareFields("", reviewed.totals(), now.totals(), {"net", "tax", "total"}, differences);
  CompareFields("", reviewed, now, ComparedOfContent(), differences);
  Compare("", "flags", InWords(reviewed.flags()), InWords(now.flags()), differences);
}

void CompareLine(const v1::DraftLine& reviewed, const v1::DraftLine& now,
                 Differences& differences) {
  const std::string& line_id = now.line().line_id();
  const v1::Line& was = reviewed.line();
  const v1::Line& is = now.line();
  Compare(line_id, "item", was.item_id(), is.item_id(), differences);
  Compare(line_id, "description", was.description(), is.description(), differences);
  Compare(line_id, "quantity", was.quantity(), is.quantity(), differences);
  Compare(line_id, "unit_price", was.unit_price(), is.unit_price(), differences);
  Compare(line_id, "amount", InWords(was.amount()), InWords(is.amount()), differences);
  Compare(line_id, "tax", was.tax_id(), is.tax_id(), differences);
  Compare(line_id, "amount of tax", was.tax(), is.tax(), differences);
  CompareFields(line_id, was, is, ComparedOfLine(), differences);
  Compare(line_id, "last month", InWords(reviewed.delta()), InWords(now.delta()), differences);
  Compare(line_id, "flags", InWords(reviewed.flags()), InWords(now.flags()), differences);
}

// Compares what is left between contents with the same lines, so that every change has a name.
void CompareRest(const v1::DraftContent& reviewed, const v1::DraftContent& now,
                 Differences& differences) {
  CompareFields("", reviewed, now, {"lines", "content_hash"}, differences);
  for (int i = 0; i < now.lines_size(); ++i) {
    CompareFields(now.lines(i).line().line_id(), reviewed.lines(i), now.lines(i), {}, differences);
  }
}

}  // namespace

std::vector<v1::Difference> DifferencesBetween(const v1::DraftContent& reviewed,
                                               const v1::DraftContent& now) {
  Differences differences;
  CompareDocument(reviewed, now, differences);

  std::map<std::string, const v1::DraftLine*> before;
  for (const v1::DraftLine& rated : reviewed.lines()) before[rated.line().line_id()] = &rated;
  for (const v1::DraftLine& rated : now.lines()) {
    const auto known = before.extract(rated.line().line_id());
    if (known.empty()) {
      Compare(rated.line().line_id(), "line", "", InWords(rated), differences);
    } else {
      CompareLine(*known.mapped(), rated, differences);
    }
  }
  for (const auto& [line_id, rated] : before) {
    Compare(line_id, "line", InWords(*rated), "", differences);
  }
  if (differences.empty()) CompareRest(reviewed, now, differences);
  return differences;
}

}  // namespace tally
