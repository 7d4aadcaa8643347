#include "ledger/deciders/counts.h"

#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/deciders/definition.h"
#include "ledger/deciders/lookup.h"
#include "ledger/formats/format.h"

namespace tally {
namespace {

// Clocks of sources may be a little ahead of ours.
constexpr absl::Duration kClockSkew = absl::Minutes(5);
// No tool that counts for billing is older.
const absl::Time kEarliest = absl::FromUnixSeconds(0);

// What is wrong with an observation, in which field.
struct Wrong {
  std::string field;
  std::string message;
};

std::optional<Wrong> CheckText(const char* field, const std::string& text, v1::Format format) {
  if (text.empty()) return Wrong{field, "is missing"};
  auto problem = ProblemWith(text, format);
  if (!problem) return std::nullopt;
  return Wrong{field, *std::move(problem)};
}

std::optional<Wrong> CheckInstant(const v1::Observation& seen, absl::Time now) {
  if (!seen.has_observed_at()) return Wrong{"observed_at", "is missing"};
  if (!IsValid(seen.observed_at())) return Wrong{"observed_at", "is no instant of the calendar"};
  const absl::Time instant = FromProto(seen.observed_at());
  if (instant < kEarliest) {
    return Wrong{"observed_at", absl::StrCat("is ", FormatInstant(instant), ", before 1970")};
  }
  if (instant > now + kClockSkew) {
    return Wrong{"observed_at", absl::StrCat("is ", FormatInstant(instant),
                                             ", in the future; it is ", FormatInstant(now))};
  }
  return std::nullopt;
}

std::optional<Wrong> CheckCost(const v1::Observation& seen) {
  if (!seen.unit_cost().empty()) {
    if (auto wrong = CheckText("unit_cost", seen.unit_cost(), v1::FORMAT_PRICE)) return wrong;
    if (seen.cost_currency().empty()) {
      return Wrong{"cost_currency", "is missing; a unit cost needs a currency"};
    }
  }
  if (seen.cost_currency().empty()) return std::nullopt;
  return CheckText("cost_currency", seen.cost_currency(), v1::FORMAT_CURRENCY);
}

std::optional<Wrong> Check(const v1::Observation& seen, absl::Time now) {
  if (auto wrong = CheckInstant(seen, now)) return wrong;
  if (auto wrong = CheckText("account", seen.account(), v1::FORMAT_FOREIGN_ID)) return wrong;
  if (auto wrong = CheckText("meter", seen.meter(), v1::FORMAT_FOREIGN_ID)) return wrong;
  if (auto wrong = CheckText("quantity", seen.quantity(), v1::FORMAT_QUANTITY)) return wrong;
  return CheckCost(seen);
}

v1::Observation Canonical(v1::Observation seen) {
  seen.set_quantity(CanonicalNumber(seen.quantity()));
  seen.set_unit_cost(CanonicalNumber(seen.unit_cost()));
  return seen;
}

std::string InWords(const v1::Observation& seen) {
  if (seen.unit_cost().empty()) return seen.quantity();
  return absl::StrCat(seen.quantity(), " at ", seen.unit_cost(), " ", seen.cost_currency());
}

// Sorts the observations of one command into recorded, already known and refused.
class Sorting {
 public:
  Sorting(const Books& books, const v1::RecordCounts& command) : books_(books), command_(command) {
    recorded_.set_org_id(command.org_id());
    recorded_.set_source_id(command.source_id());
  }

  void Add(uint32_t index, const v1::Observation& seen, absl::Time now) {
    if (auto wrong = Check(seen, now)) return Refuse(index, *wrong);
    const v1::Observation canonical = Canonical(seen);
    const auto known = Known(canonical);
    if (!known) return Record(canonical);
    if (EncodeDeterministically(*known) == EncodeDeterministically(canonical)) {
      reply_.set_already_known(reply_.already_known() + 1);
      return;
    }
    Refuse(index, {"quantity", absl::StrCat("is ", InWords(canonical), ", but ", InWords(*known),
                                            " was recorded for the same account, meter and "
                                            "instant; a correction needs an instant of its own")});
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
