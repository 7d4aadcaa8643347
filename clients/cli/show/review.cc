#include "clients/cli/show/review.h"

#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/show/figures.h"
#include "clients/cli/show/text_table.h"
#include "clients/cli/show/words.h"

namespace tally {
namespace {

constexpr size_t kCausesShown = 3;
// On a terminal that is less wide, ids stand for the clients, and names leave their place to why.
constexpr size_t kWidthForNames = 180;

Style StyleOf(const v1::ReviewEntry& entry) {
  return entry.blocked() ? Style::kBad : Style::kWarning;
}

TextTable::Cell StatusCell(v1::DraftStatus status) {
  switch (status) {
    case v1::DRAFT_STATUS_APPROVED:
      return {StatusName(status), Style::kGood};
    case v1::DRAFT_STATUS_HELD:
    case v1::DRAFT_STATUS_REJECTED:
      return {StatusName(status), Style::kWarning};
    default:
      return {StatusName(status)};
  }
}

std::string LastMonth(const v1::ReviewEntry& entry, const MoneyColumn& money) {
  return entry.has_previous_net() ? money.Amount(entry.previous_net()) : "-";
}

std::string ChangeSince(const v1::ReviewEntry& entry, const MoneyColumn& money) {
  return entry.has_previous_net() ? money.Change(entry.change()) : "-";
}

// The month of all drafts; empty if they are of several.
std::string MonthOf(const v1::DraftPage& queue) {
  std::set<std::string> months;
  for (const v1::ReviewEntry& entry : queue.entries()) months.insert(entry.month());
  return months.size() == 1 ? *months.begin() : "";
}

void AddTotals(const v1::DraftPage& queue, TextTable& table) {
  AmountSums net;
  AmountSums previous;
  AmountSums change;
  for (const v1::ReviewEntry& entry : queue.entries()) {
    net.Add(entry.totals().net());
    previous.Add(entry.previous_net());
    if (entry.has_previous_net()) change.Add(entry.change());
  }
  for (const auto& [currency, sum] : net.sums()) {
    const auto of = [&](const AmountSums& sums) {
      const auto found = sums.sums().find(currency);
      return found == sums.sums().end() ? v1::Money() : found->second;
    };
    table.AddFooter({{absl::StrCat("total ", currency), Style::kHeading},
                     {},
                     {},
                     {AmountText(sum), Style::kHeading},
                     {AmountText(of(previous))},
                     {ChangeText(of(change))}});
  }
}

std::string HowToApprove(const v1::DraftPage& queue) {
  const std::string month = MonthOf(queue);
  return absl::StrCat("reviewed at position ", queue.position(),
                      "; approve with: tally approve --month ", month.empty() ? "MONTH" : month,
                      " --all --at ", queue.position(), "\n");
}

// How many drafts there are, and how many cannot be approved yet.
std::string Summary(const v1::DraftPage& queue) {
  uint64_t blocked = 0;
  for (const v1::ReviewEntry& entry : queue.entries()) blocked += entry.blocked() ? 1 : 0;
  std::string words = CountText(static_cast<uint64_t>(queue.entries_size()), "draft");
  const std::string month = MonthOf(queue);
  if (!month.empty()) absl::StrAppend(&words, " of ", month);
  if (blocked > 0) {
    absl::StrAppend(&words, ", ", Grouped(absl::StrCat(blocked)), " blocked by flags marked !");
  }
  return words + "; amounts are net, before tax\n";
}

}  // namespace

std::string ReviewTable(const v1::DraftPage& queue, const Look& look) {
  if (queue.entries().empty()) return "No drafts.\n";

  const std::string month = MonthOf(queue);
  const bool shows_names = look.width == 0 || look.width >= kWidthForNames;
  MoneyColumn money;
  for (const v1::ReviewEntry& entry : queue.entries()) money.See(entry.totals().net());
  TextTable table({{"client"},
                   {"name", TextTable::kLeft, TextTable::kMayVanish},
                   {"month", TextTable::kLeft, TextTable::kMayVanish},
                   {money.Title("this month"), TextTable::kRight},
                   {"last month", TextTable::kRight},
                   {"change", TextTable::kRight},
                   {"why", TextTable::kLeft, TextTable::kMayShrink},
                   {"flags"},
                   {"status"}});
  for (const v1::ReviewEntry& entry : queue.entries()) {
    table.Add({{entry.customer_id()},
               {shows_names ? entry.name() : ""},
               {month.empty() ? entry.month() : ""},
               {money.Amount(entry.totals().net())},
               {LastMonth(entry, money)},
               {ChangeSince(entry, money)},
               {CausesWords(entry, kCausesShown)},
               {FlagsWords(entry), StyleOf(entry)},
               StatusCell(entry.status())});
  }
  AddTotals(queue, table);
  return absl::StrCat(table.Layout(look), "\n", Summary(queue), HowToApprove(queue));
}

}  // namespace tally
