#include "clients/cli/show/line_notes.h"

#include <cstddef>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/words.h"
#include "ledger/calendar/date.h"

namespace tally {
namespace {

constexpr size_t kPartIndent = 2;
constexpr size_t kNoteIndent = 4;
// Of a long list, so many are named.
constexpr int kNamed = 5;

const std::string& PlanLineOf(const v1::Line& line) {
  return line.plan_line_id().empty() ? line.line_id() : line.plan_line_id();
}

// Whether `line` adds to or takes off what `previous` bills. Corrections and credits stand by
// themselves, and so does a discount on the whole document.
bool IsUnder(const v1::Line& line, const v1::Line* previous) {
  const bool is_part = line.part() == v1::LINE_PART_OVERAGE || line.part() == v1::LINE_PART_CAP ||
                       line.part() == v1::LINE_PART_DISCOUNT;
  return is_part && previous != nullptr && !line.plan_line_id().empty() &&
         PlanLineOf(*previous) == line.plan_line_id();
}

// `2026-04-12 to 2026-04-30`.
std::string DaysText(const v1::Period& service) {
  const auto end = ParseDate(service.end_day());
  if (!end) return service.first_day();
  const std::string last = FormatDate(*end - 1);
  return last <= service.first_day() ? service.first_day()
                                     : absl::StrCat(service.first_day(), " to ", last);
}

std::string ShareText(const v1::PeriodShare& share) {
  const std::string numerator = Grouped(absl::StrCat(share.numerator()));
  const std::string denominator = Grouped(absl::StrCat(share.denominator()));
  switch (share.proration()) {
    case v1::PRORATION_BY_SECOND:
      return absl::StrCat(numerator, " of ", denominator, " s");
    case v1::PRORATION_THIRTY_DAY_MONTH:
      return absl::StrCat(numerator, "/", denominator, " (30-day)");
    default:
      return absl::StrCat(numerator, "/", denominator, " days");
  }
}

// `2026-04-12 to 2026-04-30, 19/30 days`.
std::string ServiceText(const v1::Line& line) {
  std::vector<std::string> words;
  if (line.has_service()) words.push_back(DaysText(line.service()));
  if (line.has_share()) words.push_back(ShareText(line.share()));
  return absl::StrJoin(words, ", ");
}

// Whether `above` says the days of `line`, and its part of the period if that has one.
bool SaysDaysOf(const v1::Line& line, const v1::Line& above) {
  return line.service().first_day() == above.service().first_day() &&
         line.service().end_day() == above.service().end_day() &&
         (!line.has_share() || ShareText(line.share()) == ShareText(above.share()));
}

// How the count was chosen, and what it is exactly: `seat days, exactly 529/30`.
std::string CountedText(const v1::Line& line) {
  std::vector<std::string> words;
  if (line.rule() != v1::QUANTITY_RULE_UNSPECIFIED) words.push_back(RuleWords(line.rule()));
  if (!line.exact_quantity().empty()) {
    words.push_back(absl::StrCat("exactly ", line.exact_quantity()));
  }
  return absl::StrJoin(words, ", ");
}

// `5 for 100.00`, `7 × 1.00`, `10 blocks of 100 × 1.00 + 20.00`.
std::string TierText(const v1::TierCharge& tier, absl::string_view currency) {
  const std::string units =
      tier.block_size().empty()
          ? Grouped(tier.quantity())
          : absl::StrCat(Grouped(tier.quantity()), tier.quantity() == "1" ? " block" : " blocks",
                         " of ", Grouped(tier.block_size()));
  const std::string fee = IsZero(tier.flat_fee()) ? "" : PriceText(tier.flat_fee(), currency);
  if (!fee.empty() && IsZero(tier.unit_price())) return absl::StrCat(units, " for ", fee);
  return absl::StrCat(units, " × ", PriceText(tier.unit_price(), currency),
                      fee.empty() ? "" : " + ", fee);
}

std::string TiersText(const v1::Line& line) {
  if (line.tiers().empty()) return "";
  std::vector<std::string> tiers;
  for (const v1::TierCharge& tier : line.tiers()) {
    tiers.push_back(TierText(tier, line.amount().currency()));
  }
  return absl::StrCat("tiers: ", absl::StrJoin(tiers, "; "));
}

// `1.92 counted since 2026-03-01, rounded up to 2; 1 billed before for 10.00`.
std::string AccumulatedText(const v1::Accumulated& sum) {
  if (sum.window_start().empty()) return "";
  std::string text = absl::StrCat(Grouped(sum.counted()), " counted since ", sum.window_start());
  if (sum.total() != sum.counted()) {
    absl::StrAppend(&text, ", rounded up to ", Grouped(sum.total()));
  }
  if (!IsZero(sum.billed_before())) {
    absl::StrAppend(&text, "; ", Grouped(sum.billed_before()), " billed before for ",
                    AmountText(sum.amount_before()));
  }
  return text;
}

// `12.75 h worked, 10 included, 2.75 beyond`.
std::string HoursText(const v1::HoursAccount& hours) {
  std::string text = absl::StrCat(Grouped(hours.used()), " h worked");
  const auto say = [&](const std::string& figure, const char* what) {
    if (!IsZero(figure)) absl::StrAppend(&text, ", ", Grouped(figure), " ", what);
  };
  say(hours.carried_in(), "carried in from before");
  say(hours.included(), "included");
  say(hours.rolled_over(), "rolled over");
  say(hours.beyond(), "beyond");
  say(hours.remaining(), "left for later");
  return text;
}

// `1 EUR = 1.0845 USD (ecb, 2026-04-01)`.
std::string ExchangeText(const v1::ExchangeUse& exchange) {
  return absl::StrCat("1 ", exchange.from_currency(), " = ", exchange.rate(), " ",
                      exchange.to_currency(), " (", exchange.source(), ", ", exchange.date(), ")");
}

// The first of `names`, and how many more there are.
std::string Named(const std::vector<std::string>& names) {
  if (names.size() <= kNamed) return absl::StrJoin(names, ", ");
  const std::vector<std::string> first(names.begin(), names.begin() + kNamed);
  return absl::StrCat(absl::StrJoin(first, ", "), ", +", names.size() - kNamed, " more");
}

template <class Names>
std::string NamedOf(const Names& names) {
  return Named({names.begin(), names.end()});
}

// `from psa t-1, t-2; deals d-7`: the entries, costs or triggers that are billed.
std::string EntriesText(const v1::Line& line) {
  std::vector<std::string> sources;
  std::vector<std::string> ids;
  for (int i = 0; i < line.entries_size(); ++i) {
    ids.push_back(line.entries(i).entry_id());
    const std::string& source = line.entries(i).source_id();
    if (i + 1 < line.entries_size() && line.entries(i + 1).source_id() == source) continue;
    sources.push_back(absl::StrCat(source, " ", Named(ids)));
    ids.clear();
  }
  return sources.empty() ? "" : absl::StrCat("from ", absl::StrJoin(sources, "; "));
}

// What a discount of the document takes off each line.
std::string SpreadsText(const v1::Line& line) {
  std::vector<std::string> parts;
  for (const v1::Spread& spread : line.spreads()) {
    parts.push_back(absl::StrCat(spread.line_id(), " ", AmountText(spread.amount())));
  }
  return parts.empty() ? "" : absl::StrCat("on ", Named(parts));
}

// `directory 19 (+1, +12.50; position 45)`.
std::string DriftText(const v1::Drift& drift) {
  const std::string& source = drift.evidence().source_id();
  if (drift.evidence().position() == 0) return absl::StrCat(source, " never counted");
  const bool is_less = absl::StartsWith(drift.difference(), "-");
  const std::string difference = IsZero(drift.difference())
                                     ? "the same"
                                     : absl::StrCat(is_less ? "" : "+", Grouped(drift.difference()),
                                                    ", ", ChangeText(drift.amount()));
  return absl::StrCat(source, " ", Grouped(drift.quantity()), " (", difference, "; position ",
                      drift.evidence().position(), ")");
}

std::string DriftsText(const v1::Line& line) {
  std::vector<std::string> drifts;
  for (const v1::Drift& drift : line.drifts()) drifts.push_back(DriftText(drift));
  return drifts.empty() ? "" : absl::StrCat("other sources: ", absl::StrJoin(drifts, "; "));
}

std::string LeftOutText(const v1::LeftOutMembers& left_out) {
  std::vector<std::string> words;
  if (!left_out.excluded().empty()) {
    words.push_back(absl::StrCat(NamedOf(left_out.excluded()), " (excluded)"));
  }
  if (!left_out.duplicates().empty()) {
    words.push_back(absl::StrCat(NamedOf(left_out.duplicates()), " (counted on another account)"));
  }
  return words.empty() ? "" : absl::StrCat("not counted: ", absl::StrJoin(words, "; "));
}

std::string PlanText(const v1::Line& line) {
  return line.plan_effective_from().empty()
             ? ""
             : absl::StrCat("plan from ", line.plan_effective_from());
}

std::string UnitCostText(const v1::Line& line) {
  return line.unit_cost().empty()
             ? ""
             : absl::StrCat("costs ", PriceText(line.unit_cost(), line.amount().currency()),
                            " each");
}

// `corrects seat, of BILL-2026-04-001`, `corrects seat, discount, of BILL-2026-04-001`.
std::string CorrectsText(const v1::CorrectedLine& corrects) {
  if (corrects.month().empty()) return "";
  const bool is_main = corrects.part() == v1::LINE_PART_UNSPECIFIED;
  return absl::StrCat("corrects ", corrects.plan_line_id(), is_main ? "" : ", ",
                      is_main ? "" : PartWords(corrects.part()), ", of ",
                      corrects.invoice_number());
}

void AddUnlessEmpty(std::string text, std::vector<std::string>& texts) {
  if (!text.empty()) texts.push_back(std::move(text));
}

}  // namespace

std::string NotedLine::Indented(absl::string_view name) const {
  return absl::StrCat(std::string(is_under ? kPartIndent : 0, ' '), name);
}

void NotedLine::AddTo(TextTable& table) const {
  const size_t indent = kNoteIndent + (is_under ? kPartIndent : 0);
  for (const std::string& note : notes) table.AddNote(note, indent);
}

NotedLine LineNotes::Next(const v1::Line& line) {
  NotedLine noted{.is_under = IsUnder(line, previous_), .notes = {}};
  previous_ = &line;
  std::vector<std::string> first;
  if (!noted.is_under || !SaysDaysOf(line, *dated_)) {
    AddUnlessEmpty(ServiceText(line), first);
    dated_ = &line;
  }
  AddUnlessEmpty(CountedText(line), first);
  AddUnlessEmpty(noted.is_under ? "" : PlanText(line), first);

  AddUnlessEmpty(absl::StrJoin(first, "; "), noted.notes);
  AddUnlessEmpty(CorrectsText(line.corrects()), noted.notes);
  AddUnlessEmpty(TiersText(line), noted.notes);
  AddUnlessEmpty(AccumulatedText(line.accumulated()), noted.notes);
  if (line.has_hours()) noted.notes.push_back(HoursText(line.hours()));
  if (line.has_exchange()) noted.notes.push_back(ExchangeText(line.exchange()));
  AddUnlessEmpty(EntriesText(line), noted.notes);
  AddUnlessEmpty(SpreadsText(line), noted.notes);
  if (reader_ == Reader::kClient) return noted;

  AddUnlessEmpty(DriftsText(line), noted.notes);
  AddUnlessEmpty(LeftOutText(line.left_out_members()), noted.notes);
  AddUnlessEmpty(UnitCostText(line), noted.notes);
  return noted;
}

}  // namespace tally
