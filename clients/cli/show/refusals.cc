#include "clients/cli/show/refusals.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/text_table.h"

namespace tally {
namespace {

// `ApproveDraft` of `tally.v1.ApproveDraft`.
std::string CommandName(const v1::RefusalRecord& record) {
  return std::string(absl::StripPrefix(record.command(), "tally.v1."));
}

// `draft_held` of REASON_DRAFT_HELD.
std::string ReasonName(const v1::RefusalRecord& record) {
  const std::string name = v1::Reason_Name(record.refusal().reason());
  return absl::AsciiStrToLower(absl::StripPrefix(name, "REASON_"));
}

std::string WhyWords(const v1::RefusalRecord& record) {
  const v1::Refusal& refusal = record.refusal();
  return refusal.field().empty() ? refusal.message()
                                 : absl::StrCat(refusal.field(), ": ", refusal.message());
}

std::string TimesWords(const v1::RefusalRecord& record) {
  if (record.repeated_count() == 0) return "";
  return Grouped(absl::StrCat(record.repeated_count() + 1));
}

}  // namespace

std::string RefusalTable(const v1::RefusalPage& page, const Look& look) {
  TextTable table({{"number", TextTable::kRight},
                   {"refused at"},
                   {"by", TextTable::kLeft, TextTable::kMayShrink},
                   {"command"},
                   {"reason"},
                   {"why", TextTable::kLeft, TextTable::kMayShrink},
                   {"times", TextTable::kRight, TextTable::kMayVanish},
                   {"position", TextTable::kRight}});
  for (const v1::RefusalRecord& record : page.refusals()) {
    table.Add({{absl::StrCat(record.number())},
               {RecordedText(record.refused_at())},
               {record.actor()},
               {CommandName(record)},
               {ReasonName(record)},
               {WhyWords(record)},
               {TimesWords(record)},
               {absl::StrCat(record.judged_position())}});
  }
  return table.empty() ? "No refusals.\n" : table.Layout(look);
}

std::string RefusalLine(const v1::RefusalRecord& record) {
  std::string why = WhyWords(record);
  for (char& c : why) {
    if (absl::ascii_iscntrl(static_cast<unsigned char>(c))) c = ' ';
  }
  return absl::StrFormat("%8d  %s  %s  %s  %s  %s\n", record.number(),
                         RecordedText(record.refused_at()), record.actor(), CommandName(record),
                         ReasonName(record), why);
}

}  // namespace tally
