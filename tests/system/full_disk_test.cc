// Full disk: commands are refused, reads go on, and with space it all goes on, with no restart.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "system/support/client.h"
#include "system/support/program.h"
#include "system/support/small_disk.h"
#include "system/support/story.h"
#include "system/support/tallyd.h"
#include "system/support/wire.h"

namespace tally {
namespace {

using testing::HasSubstr;

constexpr uint64_t kMiB = 1 << 20;
// More than the blocks of the write-ahead log that a full disk has left can take.
constexpr int kMaxCommands = 1'000;

v1::DefineTax TaxNumber(int number) {
  return Parse<v1::DefineTax>(absl::StrCat("request_id: 'tax", number,
                                           "' org_id: 'msp' tax { tax_id: 'tax", number,
                                           "' name: 'A tax with a name' rate_percent: '20' }"));
}

class FullDisk : public testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    if (!SmallDisk::MayMount()) GTEST_SKIP() << "mounting a small disk takes root";
  }

  // Sends taxes from `first` on, until one is refused. Its number.
  static int SendUntilRefused(const Client& client, int first) {
    for (int number = first; number < first + kMaxCommands; ++number) {
      if (!client.Call(TaxNumber(number)).ok()) return number;
    }
    ADD_FAILURE() << "the disk is not full";
    return first;
  }

  // RocksDB looks every few seconds whether there is space.
  static void SendUntilAccepted(const Client& client, int number) {
    const absl::Time end = absl::Now() + kPatience;
    absl::Status refused = client.Call(TaxNumber(number)).status();
    while (absl::IsResourceExhausted(refused) && absl::Now() < end) {
      refused = client.Call(TaxNumber(number)).status();
    }
    EXPECT_TRUE(refused.ok()) << refused;
  }

  static void ExpectTaxes(const Client& client, int count) {
    for (int number = 0; number < count; ++number) {
      Answer<v1::GetTax>(client, absl::StrCat("org_id: 'msp' tax_id: 'tax", number, "'"));
    }
  }

  // Each of the first `count` taxes was recorded once, in their order after the org.
  static void ExpectRecorded(const Client& client, int count) {
    ExpectTaxes(client, count);
    for (int number = 0; number < count; ++number) {
      EXPECT_EQ(Answer(client, TaxNumber(number)).first_position(), number + 2);
    }
    EXPECT_EQ(Answer(client, v1::GetHeadRequest()).position(), count + 1);
  }

  static void Found(const Client& client) {
    Answer<v1::DefineOrg>(client,
                          "org { org_id: 'msp' name: 'M' currency: 'USD' time_zone: 'UTC' }");
  }
};

TEST_F(FullDisk, RefusesCommandsBeforeItIsFullAndGoesOnWithSpace) {
  const SmallDisk disk(256 * kMiB);
  const std::string data = disk.path() + "/data";
  {
    Program daemon(Tallyd(data));
    const Client client(TargetIn(data));
    Found(client);
    Answer(client, TaxNumber(0));
    disk.FillUpTo(32 * kMiB);

    for (int times = 0; times < 2; ++times) {
      const absl::Status refused = client.Call(TaxNumber(1)).status();
      EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
      for (const std::string& words :
           {std::string("the disk is full"), data, std::string("67108864"),
            std::string("Nothing was recorded"), std::string("send the same request again")}) {
        EXPECT_THAT(refused.message(), HasSubstr(words));
      }
    }
    ExpectTaxes(client, 1);
    EXPECT_EQ(Answer(client, v1::GetHeadRequest()).position(), 2U);

    disk.FreeSpace();
    Answer(client, TaxNumber(1));
    Answer(client, TaxNumber(2));
    daemon.Send(SIGTERM);
    EXPECT_EQ(daemon.Wait(), 0) << daemon.output();
  }
  {
    Program daemon(Tallyd(data));
    ExpectRecorded(Client(TargetIn(data)), 3);
  }
  Program rebuild(Tallyd(data, {"--rebuild"}));
  EXPECT_EQ(rebuild.Wait(), 0) << rebuild.output();
}

// How the daemon ends after it went on.
INSTANTIATE_TEST_SUITE_P(ThenEndsBy, FullDisk, testing::Values(SIGTERM, SIGKILL));

TEST_P(FullDisk, WithNothingKeptFreeFailsOnceAndGoesOnWithSpace) {
  const SmallDisk disk(256 * kMiB);
  const std::string data = disk.path() + "/data";
  const std::vector<std::string> keeps_nothing = {"--keep-free-bytes", "0"};
  int refused = 0;
  {
    // So little that the write-ahead log gets no blocks before it needs them.
    disk.FillUpTo(24 * kMiB);
    Program daemon(Tallyd(data, keeps_nothing));
    const Client client(TargetIn(data));
    Found(client);
    disk.FillUpTo(0);
    refused = SendUntilRefused(client, 0);
    const absl::Status again = client.Call(TaxNumber(refused)).status();
    EXPECT_EQ(again.code(), absl::StatusCode::kResourceExhausted) << again << daemon.output();
    EXPECT_THAT(again.message(), HasSubstr("the disk is full"));
    ExpectTaxes(client, refused);
    EXPECT_EQ(Answer(client, v1::GetHeadRequest()).position(), refused + 1);

    disk.FreeSpace();
    SendUntilAccepted(client, refused);
    Answer(client, TaxNumber(refused + 1));
    daemon.Send(GetParam());
    daemon.Wait();
  }
  {
    Program daemon(Tallyd(data, keeps_nothing));
    ExpectRecorded(Client(TargetIn(data)), refused + 2);
  }
  Program rebuild(Tallyd(data, {"--rebuild", "--keep-free-bytes", "0"}));
  EXPECT_EQ(rebuild.Wait(), 0) << rebuild.output();
}

}  // namespace
}  // namespace tally
