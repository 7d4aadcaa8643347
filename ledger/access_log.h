// AccessLog: who signed in, was turned away and took what out, kept beside the log and bounded.
//
//   requests := … ("access_log" org class id -> tally.v1.AccessRecord)*
//               ("access_counts" org class -> UInt64Value)*
//               ("token_uses" org principal token -> Timestamp)*
//   class    := 1 for sign-ins that were refused, 0 for the rest
//   id       := 2^64 - 1, less the microseconds since 1970 at which it happened: the newest is
//   first
//
// Of each org, and of the daemon under the empty one, the latest kKeptAccessRecords of each class
// are kept: however many try to sign in, they push out nothing but their like. None of it is
// derived from the log: a rebuild leaves it alone.

#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/wrappers.pb.h"
#include "ledger/store/table.h"
#include "tally/v1/access.pb.h"

namespace tally {

inline constexpr uint64_t kKeptAccessRecords = 10'000;

enum class AccessClass : uint64_t { kOther = 0, kSignInRefused = 1 };

AccessClass ClassOf(const v1::AccessRecord& record);

// What is to be kept together.
struct AccessNews {
  struct Note {
    // Whose log it is in.
    std::set<std::string> org_ids;
    // No two happen in the same microsecond.
    v1::AccessRecord record;
  };
  std::vector<Note> notes;
  // When tokens were used last, by org, principal and token.
  std::map<std::tuple<std::string, std::string, std::string>, google::protobuf::Timestamp> uses;
};

class AccessLog {
 public:
  // `requests` is the store of that name of a batch or a snapshot, and must outlive this.
  explicit AccessLog(Store& requests)
      : records_(requests, "access_log"),
        counts_(requests, "access_counts"),
        uses_(requests, "token_uses") {}

  // Keeps the notes, in place of those of the same microsecond, and removes what is too old.
  void Keep(const AccessNews& news);

  // The records of a class, newest first, from the first whose id, as a part of a key, is not
  // before `from`.
  Rows<v1::AccessRecord> Scan(absl::string_view org_id, AccessClass which,
                              absl::string_view from) const {
    return records_.ScanFrom(from, org_id, static_cast<uint64_t>(which));
  }

  // When the token was used last, to the minute; nothing if it never was.
  std::optional<google::protobuf::Timestamp> LastUse(const std::string& org_id,
                                                     const std::string& principal_id,
                                                     const std::string& token_id) const {
    return uses_.Find(org_id, principal_id, token_id);
  }

 private:
  void Put(const std::string& org_id, const AccessNews::Note& note);

  Table<v1::AccessRecord, Text, Number, Number> records_;
  Table<google::protobuf::UInt64Value, Text, Number> counts_;
  Table<google::protobuf::Timestamp, Text, Text, Text> uses_;
};

}  // namespace tally
