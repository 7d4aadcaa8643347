// What is kept of what happens at the front door, and how much of it.

#include "ledger/access_log.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "ledger/calendar/timestamp.h"
#include "ledger/store/memory_store.h"
#include "support/text.h"

namespace tally {
namespace {

const absl::Time kNoon = InstantOf("2026-11-03T12:00:00Z");

AccessNews::Note Note(v1::AccessKind kind, const std::string& actor, int64_t micros,
                      std::set<std::string> orgs = {"", "msp"}) {
  AccessNews::Note note{.org_ids = std::move(orgs), .record = {}};
  note.record.set_kind(kind);
  note.record.set_actor(actor);
  *note.record.mutable_at() = ToProto(kNoon + absl::Microseconds(micros));
  return note;
}

std::vector<std::string> Actors(Store& store, absl::string_view org, AccessClass which) {
  std::vector<std::string> actors;
  const AccessLog log(store);
  for (auto rows = log.Scan(org, which, ""); rows.Valid(); rows.Next()) {
    actors.push_back(rows.row().actor());
  }
  return actors;
}

using Names = std::vector<std::string>;

TEST(AccessLog, HasTheNewestFirstInEachOrg) {
  MemoryStore store;
  AccessNews news;
  news.notes.push_back(Note(v1::ACCESS_KIND_SIGNED_IN, "ann", 1));
  news.notes.push_back(Note(v1::ACCESS_KIND_EXPORTED, "bob", 2, {""}));
  news.notes.push_back(Note(v1::ACCESS_KIND_SIGN_IN_REFUSED, "", 3));
  news.notes.push_back(Note(v1::ACCESS_KIND_CHANGED, "cy", 4));
  AccessLog(store).Keep(news);
  EXPECT_EQ(Actors(store, "msp", AccessClass::kOther), Names({"cy", "ann"}));
  EXPECT_EQ(Actors(store, "", AccessClass::kOther), Names({"cy", "bob", "ann"}));
  EXPECT_EQ(Actors(store, "", AccessClass::kSignInRefused).size(), 1U);
  EXPECT_EQ(Actors(store, "ms", AccessClass::kOther), Names());
}

TEST(AccessLog, CountsInPlace) {
  MemoryStore store;
  AccessNews news;
  news.notes.push_back(Note(v1::ACCESS_KIND_NOT_PERMITTED, "ann", 1));
  AccessLog(store).Keep(news);
  news.notes.front().record.set_repeated_times(41);
  AccessLog(store).Keep(news);
  const AccessLog log(store);
  auto rows = log.Scan("msp", AccessClass::kOther, "");
  EXPECT_EQ(rows.row().repeated_times(), 41U);
  rows.Next();
  EXPECT_FALSE(rows.Valid());
}

// Refused sign-ins push out refused sign-ins, and nothing else.
TEST(AccessLog, IsBoundedByClass) {
  MemoryStore store;
  AccessNews news;
  news.notes.push_back(Note(v1::ACCESS_KIND_CHANGED, "ann", 0, {""}));
  for (int i = 1; i <= static_cast<int>(kKeptAccessRecords) + 10; ++i) {
    news.notes.push_back(Note(v1::ACCESS_KIND_SIGN_IN_REFUSED, absl::StrCat(i), i, {""}));
  }
  AccessLog(store).Keep(news);
  EXPECT_EQ(Actors(store, "", AccessClass::kOther), Names({"ann"}));
  const Names refused = Actors(store, "", AccessClass::kSignInRefused);
  ASSERT_EQ(refused.size(), kKeptAccessRecords);
  EXPECT_EQ(refused.front(), absl::StrCat(kKeptAccessRecords + 10));
  EXPECT_EQ(refused.back(), "11");
}

TEST(AccessLog, KnowsWhenATokenWasUsed) {
  MemoryStore store;
  EXPECT_FALSE(AccessLog(store).LastUse("msp", "ann", "t"));
  AccessNews news;
  news.uses[{"msp", "ann", "t"}] = ToProto(kNoon);
  AccessLog(store).Keep(news);
  EXPECT_EQ(FromProto(*AccessLog(store).LastUse("msp", "ann", "t")), kNoon);
  EXPECT_FALSE(AccessLog(store).LastUse("msp", "ann", "u"));
}

}  // namespace
}  // namespace tally
