// Basis: what an invoice was made from: the books as they were just before its draft was approved,
// and what was done to the draft until then.
//
// An approval makes the draft again and refuses if it comes out differently, so what the books held
// then is what the invoice rests on, even if the draft is older.

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/explain/line_words.h"
#include "ledger/explain/past.h"
#include "tally/v1/drafts.pb.h"

namespace tally {

// A person's change of a line, in force when the draft was approved.
struct LineChange {
  uint64_t position = 0;
  std::string actor;
  std::string reason;
  // What the line was before and after.
  v1::DraftLine before;
  v1::DraftLine after;
};

// What was done to a draft.
class DraftStory {
 public:
  // Takes the next event of the draft's stream.
  void On(const v1::RecordedEvent& event);

  // The changes of what `figure` reads of a line's override, such as its quantity, in order.
  using Figure = const std::string& (v1::LineOverride::*)() const;
  std::vector<LineChange> ChangesOf(const std::string& line_id, Figure figure) const;
  // Position of the event that waived `flag` of the line, or of the draft if that is empty; zero if
  // it is not waived.
  uint64_t WaivedAt(const std::string& line_id, const v1::Flag& flag) const;

  const v1::DraftGenerated& generated() const { return generated_; }
  uint64_t generated_at() const { return generated_at_; }
  // Positions at which it was made again.
  const std::vector<uint64_t>& regenerated_at() const { return regenerated_at_; }
  const v1::DraftApproved& approved() const { return approved_; }
  uint64_t approved_at() const { return approved_at_; }

 private:
  // A flag, by line, kind and words.
  using FlagKey = std::tuple<std::string, int, std::string>;

  // Keeps of changes and waivers those that `content` has, and notes the waivers that are new.
  void Take(const v1::DraftContent& content, uint64_t position);
  void TakeChange(const v1::DraftLineOverridden& event, const v1::RecordedEvent& recorded);

  v1::DraftContent content_;
  v1::DraftGenerated generated_;
  uint64_t generated_at_ = 0;
  std::vector<uint64_t> regenerated_at_;
  v1::DraftApproved approved_;
  uint64_t approved_at_ = 0;
  std::map<std::string, std::vector<LineChange>> changes_;
  std::map<FlagKey, uint64_t> waived_at_;
};

struct Basis {
  std::string org_id;
  // As of just before the approval.
  const Books* books = nullptr;
  v1::Org org;
  v1::Customer customer;
  v1::Plan plan;
  v1::Draft draft;
  BilledMonth month;
  DraftStory story;

  // The line as it is in the draft and in the plan; nullptr if there is none.
  const v1::DraftLine* FindLine(const std::string& line_id) const;
  const v1::PlanLine* FindPlanLine(const std::string& line_id) const;
  // Where the draft of the month before stood; zero if there was none.
  uint64_t LastMonthAt() const;
};

// The zone by whose clocks things are told to `customer`: its own, or that of `org`.
absl::TimeZone ZoneOf(const v1::Org& org, const v1::Customer& customer);

// Returns what `invoice`, which corrects none, was made from. Fails as `past` does; DATA_LOSS if
// the log has no draft for it.
absl::StatusOr<Basis> BasisOf(const std::string& org_id, const v1::Invoice& invoice, Past& past);

}  // namespace tally
