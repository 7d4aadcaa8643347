#include "ledger/deciders/counts.h"

#include <iterator>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/deciders/lookup.h"
#include "ledger/deciders/observation.h"
#include "ledger/formats/format.h"
#include "ledger/money/decimal.h"
#include "ledger/money/rounding.h"
#include "ledger/store/encoding.h"

namespace tally {
namespace {

// Decimals of a quantity, as FORMAT_QUANTITY and FORMAT_CHANGE allow.
constexpr int kQuantityPlaces = 6;

// The last instant that a timestamp can hold.
Instant EndOfTime() {
  Instant end;
  end.set_seconds(253'402'300'799);
  end.set_nanos(999'999'999);
  return end;
}

std::string QuantityWords(const v1::Observation& seen) {
  if (seen.change().empty()) return seen.quantity();
  if (seen.quantity().empty()) return absl::StrCat("a change of ", seen.change());
  return absl::StrCat(seen.quantity(), ", a change of ", seen.change(), ",");
}

std::string InWords(const v1::Observation& seen) {
  if (seen.unit_cost().empty()) return QuantityWords(seen);
  return absl::StrCat(QuantityWords(seen), " at ", seen.unit_cost(), " ", seen.cost_currency());
}

// Whether `seen` says what is `known`. Of a change, what it came to is not said again.
bool SaysTheSame(const v1::Observation& seen, v1::Observation known) {
  if (!seen.change().empty() && !known.change().empty()) known.clear_quantity();
  return EncodeDeterministically(known) == EncodeDeterministically(seen);
}

// Why `seen` cannot be recorded beside what is `known` of the same account, meter and instant.
Wrong Contradiction(const v1::Observation& seen, const v1::Observation& known) {
  constexpr char kSameKey[] =
      "recorded for the same account, meter and instant; a correction needs an instant of its own";
  if (InWords(seen) == InWords(known)) {
    return {"members", absl::StrCat("are others than those ", kSameKey)};
  }
  return {seen.change().empty() ? "quantity" : "change",
          absl::StrCat("is ", InWords(seen), ", but ", InWords(known), " was ", kSameKey)};
}

// Sets the quantity of the change `seen` of what was counted `last`, or says why it has none.
std::optional<Wrong> Resolve(const std::optional<v1::Observation>& last, v1::Observation& seen) {
  if (last && FromProto(last->observed_at()) > FromProto(seen.observed_at())) {
    return Wrong{"change", absl::StrCat("comes too late: ", last->quantity(), " was counted at ",
                                        FormatInstant(FromProto(last->observed_at())),
                                        "; give the quantity instead")};
  }
  const auto of = [](absl::string_view text) {
    return Fraction(Decimal::Parse(text).value_or(Decimal()));
  };
  const std::string before = last ? last->quantity() : "0";
  const auto units = RoundToUnits(of(before) + of(seen.change()), kQuantityPlaces,
                                  RoundingMode::kHalfAwayFromZero);
  const std::string quantity =
      Decimal::FromParts(units.value_or(0), kQuantityPlaces).value_or(Decimal()).ToString();
  if (ProblemWith(quantity, v1::FORMAT_QUANTITY)) {
    return Wrong{"change",
                 absl::StrCat("is ", seen.change(), ", which makes ", quantity, " of ", before)};
  }
  seen.set_quantity(quantity);
  return std::nullopt;
}

// Sorts the observations of one command into recorded, already known and refused.
class Sorting {
 public:
  Sorting(const Books& books, const v1::RecordCounts& command) : books_(books), command_(command) {
    recorded_.set_org_id(command.org_id());
    recorded_.set_source_id(command.source_id());
  }

  void Add(uint32_t index, const v1::Observation& seen, absl::Time now) {
    if (auto wrong = ProblemWith(seen, now)) return Refuse(index, *wrong);
    v1::Observation canonical = Canonical(seen);
    if (const auto known = Known(canonical)) return Compare(index, canonical, *known);
    if (!canonical.change().empty()) {
      if (auto wrong = Resolve(Last(canonical), canonical)) return Refuse(index, *wrong);
    }
    Record(canonical);
  }

  Decision<v1::RecordCountsReply> Decide() && {
    Outcome<v1::RecordCountsReply> outcome{.events = {}, .reply = std::move(reply_)};
    if (recorded_.observations_size() > 0) outcome.events.push_back(Wrap(std::move(recorded_)));
    return outcome;
  }

 private:
  static std::string KeyOfObservation(const v1::Observation& seen) {
    return KeyOf(Text(seen.account()), Text(seen.meter()), seen.observed_at());
  }

  // What was recorded under the key of `seen`, in the books or earlier in this command.
  std::optional<v1::Observation> Known(const v1::Observation& seen) const {
    const auto here = indices_.find(KeyOfObservation(seen));
    if (here != indices_.end()) return recorded_.observations(here->second);
    const auto count = books_.counts.Find(command_.org_id(), command_.source_id(), seen.account(),
                                          seen.meter(), seen.observed_at());
    if (!count) return std::nullopt;
    return count->observation();
  }

  // What was recorded at the latest instant for the account and meter of `seen`.
  std::optional<v1::Observation> Last(const v1::Observation& seen) const {
    const auto count = books_.counts.FindLast(command_.org_id(), command_.source_id(),
                                              seen.account(), seen.meter(), EndOfTime());
    const v1::Observation* here = LastHere(seen);
    if (!count) return here == nullptr ? std::nullopt : std::make_optional(*here);
    const v1::Observation& there = count->observation();
    const bool is_here =
        here != nullptr && FromProto(here->observed_at()) > FromProto(there.observed_at());
    return is_here ? *here : there;
  }

  // The same of what is recorded by this command; null if nothing is.
  const v1::Observation* LastHere(const v1::Observation& seen) const {
    const std::string series = KeyOf(Text(seen.account()), Text(seen.meter()));
    const auto after = indices_.upper_bound(series + KeyOf(EndOfTime()));
    if (after == indices_.begin()) return nullptr;
    const auto last = std::prev(after);
    if (!absl::StartsWith(last->first, series)) return nullptr;
    return &recorded_.observations(last->second);
  }

  void Compare(uint32_t index, const v1::Observation& seen, const v1::Observation& known) {
    if (!SaysTheSame(seen, known)) return Refuse(index, Contradiction(seen, known));
    reply_.set_already_known(reply_.already_known() + 1);
  }

  void Record(const v1::Observation& seen) {
    indices_[KeyOfObservation(seen)] = recorded_.observations_size();
    *recorded_.add_observations() = seen;
    reply_.set_recorded(reply_.recorded() + 1);
  }

  void Refuse(uint32_t index, const Wrong& wrong) {
    v1::RefusedObservation& refused = *reply_.add_refused();
    refused.set_index(index);
    refused.set_field(wrong.field);
    refused.set_message(wrong.message);
  }

  const Books& books_;
  const v1::RecordCounts& command_;
  v1::CountsRecorded recorded_;
  v1::RecordCountsReply reply_;
  // Where in recorded_ the observation with a key stands.
  std::map<std::string, int> indices_;
};

}  // namespace

Decision<v1::RecordCountsReply> Decide(const v1::RecordCounts& command, const Books& books,
                                       const Context& context) {
  if (absl::Status is = CheckOrg(books, command.org_id()); !is.ok()) return is;
  absl::Status source = CheckSource(books, command.org_id(), "source_id", command.source_id());
  if (!source.ok()) return source;

  Sorting sorting(books, command);
  uint32_t index = 0;
  for (const v1::Observation& seen : command.observations()) {
    sorting.Add(index++, seen, context.now);
  }
  return std::move(sorting).Decide();
}

}  // namespace tally
