// Refusals: which commands were refused, kept beside the log and bounded.
//
//   requests := … ("refusals" org number -> tally.v1.RefusalRecord)*
//
// Of each org the latest kKeptRefusals are kept. What concerns an org that does not exist is kept
// under the empty org, of all such orgs together; so however many refusals there are, the rows grow
// with the number of orgs alone. They are not derived from the log: a rebuild leaves them alone.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "ledger/store/table.h"
#include "tally/v1/audit.pb.h"

namespace tally {

inline constexpr uint64_t kKeptRefusals = 10'000;
// A refusal that is like the one before is counted there if that is not older.
inline constexpr absl::Duration kRepeatedWithin = absl::Minutes(1);

// A command that was refused, as it is to be kept.
struct RefusedCommand {
  std::string org_id;
  // Without a number, and with its texts as they came.
  v1::RefusalRecord record;
};

// Cuts the texts of `record`, which are UTF-8, to a sane length.
void CutTexts(v1::RefusalRecord& record);

// Whether `next` is of the same actor, command, reason and field as `record`, and not too late to
// be counted there.
bool Repeats(const v1::RefusalRecord& record, const v1::RefusalRecord& next);

// Counts `next`, and what it stands for, in `record`.
void CountIn(v1::RefusalRecord& record, const v1::RefusalRecord& next);

class Refusals {
 public:
  // `requests` is the store of that name of a batch or a snapshot, and must outlive this.
  explicit Refusals(Store& requests) : records_(requests, "refusals") {}

  // Keeps `record` as the latest of the org, or counts it in the latest; cuts its texts to a sane
  // length, and removes what is too old.
  void Keep(absl::string_view org_id, v1::RefusalRecord record);

  // Numbers of the oldest and the latest that are kept; both zero if there are none.
  uint64_t FirstNumber(absl::string_view org_id) const;
  uint64_t LastNumber(absl::string_view org_id) const;

  // The records of the org, oldest first, from the first whose number, as a part of a key, is not
  // before `from`.
  Rows<v1::RefusalRecord> Scan(absl::string_view org_id, absl::string_view from) const {
    return records_.ScanFrom(from, org_id);
  }

 private:
  std::optional<v1::RefusalRecord> Last(absl::string_view org_id) const;

  // By org and number.
  Table<v1::RefusalRecord, Text, Number> records_;
};

}  // namespace tally
