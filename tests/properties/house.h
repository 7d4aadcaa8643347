// House: the books of a provider in memory, to which commands are sent and that keep all events.
//
//   House house(story);
//   for (const StoryMonth& month : story.months) {
//     house.Know(month);
//     house.Run(month.month);
//     house.Approve(month.month);
//   }

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/books/books.h"
#include "ledger/deciders/decider.h"
#include "ledger/deciders/month_drafter.h"
#include "ledger/store/memory_store.h"
#include "properties/story.h"
#include "tally/v1/drafts.pb.h"
#include "tally/v1/late.pb.h"
#include "tally/v1/runs.pb.h"

namespace tally {

inline constexpr char kOrg[] = "msp";
inline constexpr char kCustomer[] = "alpha";

class House {
 public:
  // Defines all that the story starts with.
  explicit House(const Story& story);

  // Records what is known of a month before it is run, or a part of that. Stops the test if
  // anything is refused.
  void Know(const StoryMonth& month);

  // What a run of the month would do now, as a dry run shows it.
  std::optional<v1::DraftContent> DryRun(absl::CivilMonth month) const;

  // Runs the month to its end, and returns the events of that.
  std::vector<v1::Event> Run(absl::CivilMonth month);

  // Waives what blocks the draft of the month, if there is one, and approves it. Returns the number
  // of the invoice; empty if there is none.
  std::string Approve(absl::CivilMonth month, const std::string& customer_id = kCustomer);

  // Marks all months that were invoiced as if there were news of them.
  void MarkAllMonths();
  // What is late now.
  std::vector<v1::LateDifference> Late() const;

  // The draft or invoice of the month.
  std::optional<v1::DraftContent> ContentOf(absl::CivilMonth month,
                                            const std::string& customer_id = kCustomer) const;

  // Drafts the month as it stands now.
  MonthDrafter Drafter(absl::CivilMonth month) const;
  v1::Customer customer() const { return *books_.customers.Find(kOrg, kCustomer); }

  const Books& books() const { return books_; }
  // What the books are kept in.
  const MemoryStore& rows() const { return *store_; }
  const std::vector<v1::RecordedEvent>& events() const { return events_; }

 private:
  // Sends a command that must be accepted, and returns its events.
  template <Command C>
  std::vector<v1::Event> Do(const C& command);

  void Record(const v1::Event& event);

  std::unique_ptr<MemoryStore> store_ = std::make_unique<MemoryStore>();
  Books books_{*store_};
  std::vector<v1::RecordedEvent> events_;
  absl::Time now_;
};

// Lives the whole story, and returns what each month bills; a month that bills nothing is not
// there.
std::vector<v1::DraftContent> Live(const Story& story);

}  // namespace tally
