// The history of refusals, as the daemon keeps and serves it.

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/calendar/timestamp.h"
#include "system/support/program.h"
#include "system/support/story.h"
#include "system/support/tallyd.h"

namespace tally {
namespace {

v1::FollowRefusalsRequest Following(uint64_t from = 0) {
  v1::FollowRefusalsRequest follow;
  follow.set_org_id("msp");
  follow.set_from_number(from);
  return follow;
}

std::vector<v1::RefusalRecord> AllRefusals(const Client& client, uint32_t page_size = 1'000) {
  std::vector<v1::RefusalRecord> all;
  auto query = Parse<v1::ListRefusalsRequest>("org_id: 'msp'");
  query.set_page_size(page_size);
  do {
    const auto page = Answer(client, query);
    EXPECT_LE(page.refusals_size(), static_cast<int>(page_size));
    all.insert(all.end(), page.refusals().begin(), page.refusals().end());
    query.set_page_token(page.next_page_token());
  } while (!query.page_token().empty());
  return all;
}

// What the stream brings until it has brought the refusal with this number.
std::vector<v1::RefusalRecord> Until(Reader<v1::RefusalPage>& reader, uint64_t number) {
  std::vector<v1::RefusalRecord> all;
  for (v1::RefusalPage page; (all.empty() || all.back().number() < number) && reader.Read(page);) {
    all.insert(all.end(), page.refusals().begin(), page.refusals().end());
  }
  return all;
}

v1::DefineItem UntaxedItem(absl::string_view request_id, absl::string_view tax = "none") {
  return Parse<v1::DefineItem>(absl::StrCat("org_id: 'msp' request_id: '", request_id,
                                            "' item { item_id: 'desk' name: 'Desk' tax_id: '", tax,
                                            "' }"));
}

class RefusalHistory : public Story {};

TEST_F(RefusalHistory, HasAllFieldsOfWhatADeciderRefused) {
  DefineMsp();
  daemon_.At("2026-11-04T10:00:00Z");
  const auto refused = client_.Call(UntaxedItem("desk-1"));
  const std::vector<v1::RefusalRecord> all = AllRefusals(client_);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].number(), 1U);
  EXPECT_EQ(all[0].actor(), "ann");
  EXPECT_EQ(all[0].request_id(), "desk-1");
  EXPECT_EQ(all[0].command(), "tally.v1.DefineItem");
  EXPECT_EQ(all[0].refusal().SerializeAsString(), RefusalIn(refused.status()).SerializeAsString());
  EXPECT_EQ(all[0].refusal().reason(), v1::REASON_TAX_NOT_FOUND);
  EXPECT_EQ(all[0].judged_position(), Head());
  EXPECT_EQ(FormatInstant(FromProto(all[0].refused_at())), "2026-11-04T10:00:00Z");
  EXPECT_EQ(all[0].repeated_count(), 0U);
  EXPECT_FALSE(all[0].has_last_refused_at());
}

TEST_F(RefusalHistory, HasAllFieldsOfWhatTheGateRefused) {
  DefineMsp();
  daemon_.At("2026-11-04T10:00:00Z");
  const Client bob = daemon_.NewClient("bob");
  v1::DefineTax bad =
      Parse<v1::DefineTax>("org_id: 'msp' request_id: 'bad-1' tax { tax_id: 'no id' }");
  const auto refused = bob.Call(bad);
  const auto first = Until(*client_.Open(Following()), 1);
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0].actor(), "bob");
  EXPECT_EQ(first[0].request_id(), "bad-1");
  EXPECT_EQ(first[0].command(), "tally.v1.DefineTax");
  EXPECT_EQ(first[0].refusal().SerializeAsString(),
            RefusalIn(refused.status()).SerializeAsString());
  EXPECT_EQ(first[0].refusal().field(), "tax.tax_id");
  EXPECT_EQ(first[0].judged_position(), Head());
  EXPECT_EQ(FormatInstant(FromProto(first[0].refused_at())), "2026-11-04T10:00:00Z");

  // What is no text is refused, and what else could be read is kept.
  bad.mutable_tax()->set_name("\xFF");
  EXPECT_FALSE(bob.CallRaw("tally.v1.Taxes/Define", bad.SerializeAsString()).status.ok());
  const auto second = Until(*client_.Open(Following(2)), 2);
  ASSERT_EQ(second.size(), 1U);
  EXPECT_EQ(second[0].refusal().reason(), v1::REASON_MESSAGE_MALFORMED);
  EXPECT_EQ(second[0].request_id(), "bad-1");

  // An id that is none is not kept.
  EXPECT_FALSE(
      client_.CallRaw("tally.v1.Taxes/Define", std::string("\x12\x03msp\x0A\x03\xFF\xFE\xFD", 10))
          .status.ok());
  const auto third = Until(*client_.Open(Following(3)), 3);
  ASSERT_EQ(third.size(), 1U);
  EXPECT_EQ(third[0].request_id(), "");
  EXPECT_EQ(third[0].actor(), "ann");
}

// Of queries nothing is kept; of orgs that do not exist, nothing that an org can see.
TEST_F(RefusalHistory, HoldsCommandsOfItsOrgAlone) {
  DefineMsp();
  EXPECT_FALSE(client_.Call(Parse<v1::GetTax>("org_id: 'msp' tax_id: 'none'")).ok());
  EXPECT_FALSE(client_.Call(Parse<v1::GetTax>("org_id: 'msp' tax_id: 'no id'")).ok());
  Refused<v1::DefineTax>("org_id: 'none' tax { tax_id: 'x' name: 'X' rate_percent: '1' }",
                         v1::REASON_ORG_NOT_FOUND, "org_id");
  Refused<v1::DefineTax>("org_id: 'none' tax { tax_id: 'no id' }", v1::REASON_FIELD_INVALID,
                         "tax.tax_id");
  EXPECT_FALSE(client_.Call(UntaxedItem("last")).ok());
  const std::vector<v1::RefusalRecord> all = AllRefusals(client_);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].request_id(), "last");

  Refused<v1::ListRefusalsRequest>("org_id: 'none'", v1::REASON_ORG_NOT_FOUND, "org_id");
  Refused<v1::ListRefusalsRequest>("", v1::REASON_FIELD_MISSING, "org_id");
  auto follow = Following();
  follow.set_org_id("none");
  const auto reader = client_.Open(follow);
  v1::RefusalPage page;
  EXPECT_FALSE(reader->Read(page));
  EXPECT_EQ(RefusalIn(reader->Finish()).reason(), v1::REASON_ORG_NOT_FOUND);
}

TEST_F(RefusalHistory, CountsWhatIsRepeatedInOneRow) {
  DefineMsp();
  constexpr int kTimes = 2'000;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = thread; i < kTimes; i += 4) {
        EXPECT_FALSE(client_.Call(UntaxedItem(absl::StrCat("again-", i))).ok());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::vector<v1::RefusalRecord> all = AllRefusals(client_);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].repeated_count(), kTimes - 1U);

  // The gate's too, which are kept when there is time: the last that is not like them comes after.
  for (int i = 0; i < kTimes; ++i) {
    EXPECT_FALSE(client_.Call(UntaxedItem(absl::StrCat("gate-", i), "no id")).ok());
  }
  EXPECT_FALSE(client_.Call(UntaxedItem("end")).ok());
  Until(*client_.Open(Following(3)), 3);
  all = AllRefusals(client_);
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[1].repeated_count(), kTimes - 1U);
  EXPECT_EQ(all[1].request_id(), "gate-0");
  EXPECT_EQ(all[2].request_id(), "end");
}

TEST_F(RefusalHistory, IsPagedOldestFirst) {
  DefineMsp();
  for (int i = 0; i < 25; ++i) {
    EXPECT_FALSE(
        daemon_.NewClient(absl::StrCat("actor", i)).Call(UntaxedItem(absl::StrCat(i))).ok());
  }
  for (const uint32_t page_size : {1, 10, 25, 1'000}) {
    const std::vector<v1::RefusalRecord> all = AllRefusals(client_, page_size);
    ASSERT_EQ(all.size(), 25U);
    for (size_t i = 0; i < all.size(); ++i) {
      EXPECT_EQ(all[i].number(), i + 1);
      EXPECT_EQ(all[i].actor(), absl::StrCat("actor", i));
    }
  }
  Refused<v1::ListRefusalsRequest>("org_id: 'msp' page_token: 'abcd'",
                                   v1::REASON_PAGE_TOKEN_INVALID, "page_token");
}

// From the start, from the middle and from what is to come.
TEST_F(RefusalHistory, IsFollowedEachOnceAndInOrder) {
  DefineMsp();
  constexpr uint64_t kEach = 60;
  constexpr uint64_t kActors = 4;
  std::vector<std::thread> readers;
  for (const uint64_t from : {uint64_t{0}, uint64_t{100}, kActors * kEach}) {
    readers.emplace_back([&, from] {
      const Client client = daemon_.NewClient();
      const auto all = Until(*client.Open(Following(from)), kActors * kEach);
      const uint64_t first = std::max<uint64_t>(from, 1);
      ASSERT_EQ(all.size(), kActors * kEach - first + 1);
      for (size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i].number(), first + i);
    });
  }
  std::vector<std::thread> actors;
  for (uint64_t actor = 0; actor < kActors; ++actor) {
    actors.emplace_back([&, actor] {
      const Client client = daemon_.NewClient(absl::StrCat("actor", actor));
      for (uint64_t i = 0; i < kEach; ++i) {
        // Two by turns, so that none repeats the one before, whoever else is refused between them.
        const std::string id = absl::StrCat(actor, "/", i);
        const bool turn = i % 2 == 0;
        EXPECT_FALSE(turn ? client.Call(UntaxedItem(id)).ok()
                          : client
                                .Call(Parse<v1::DefineCustomer>(absl::StrCat(
                                    "org_id: 'msp' request_id: '", id,
                                    "' customer { customer_id: 'c' name: 'C' tax_id: 'none' }")))
                                .ok());
      }
    });
  }
  for (std::thread& thread : actors) thread.join();
  for (std::thread& thread : readers) thread.join();
}

TEST_F(RefusalHistory, IsTheSameAfterARestart) {
  DefineMsp();
  for (int i = 0; i < 5; ++i) {
    EXPECT_FALSE(
        daemon_.NewClient(absl::StrCat("actor", i)).Call(UntaxedItem(absl::StrCat(i))).ok());
  }
  const auto before = AllRefusals(client_);
  daemon_.Restart();
  const Client client = daemon_.NewClient();
  const auto after = AllRefusals(client);
  ASSERT_EQ(after.size(), 5U);
  for (size_t i = 0; i < after.size(); ++i) {
    EXPECT_EQ(after[i].SerializeAsString(), before[i].SerializeAsString());
  }
}

// What was answered is kept, whatever happens to the daemon.
TEST(RefusalHistoryOfAProcess, IsThereAfterAKillAndLeftAloneByARebuild) {
  const TemporaryDirectory directory;
  const std::string data = directory.path() + "/data";
  for (int kills = 0; kills < 3; ++kills) {
    Program daemon(Tallyd(data));
    const Client client(TargetIn(data));
    if (kills == 0) {
      Answer<v1::DefineOrg>(client,
                            "org { org_id: 'msp' name: 'M' currency: 'USD' time_zone: 'UTC' }");
    }
    ASSERT_EQ(AllRefusals(client).size(), static_cast<size_t>(kills));
    const Client actor(TargetIn(data), absl::StrCat("actor", kills));
    EXPECT_FALSE(actor.Call(UntaxedItem(absl::StrCat(kills))).ok());
    daemon.Send(SIGKILL);
    EXPECT_EQ(daemon.Wait(), 128 + SIGKILL);
  }
  Program rebuild(Tallyd(data, {"--rebuild"}));
  EXPECT_EQ(rebuild.Wait(), 0) << rebuild.output();
  Program daemon(Tallyd(data));
  EXPECT_EQ(AllRefusals(Client(TargetIn(data))).size(), 3U);
}

}  // namespace
}  // namespace tally
