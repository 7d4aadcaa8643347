#include "ledger/fair_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace tally {
namespace {

using testing::ElementsAre;

// Work of an org that knows its name.
class NamedWork final : public PendingWork {
 public:
  NamedWork(std::string org, int number, std::vector<std::string>& done)
      : PendingWork([&done, org, number](const absl::StatusOr<std::string>&) {
          done.push_back(absl::StrCat(org, number));
        }),
        org_(std::move(org)) {}

  absl::string_view queue() const override { return org_; }
  absl::StatusOr<std::string> StageIn(Staging&, absl::Time) override { return ""; }

 private:
  const std::string org_;
};

class Fair : public testing::Test {
 protected:
  void Push(const std::string& org, int count) {
    for (int i = 0; i < count; ++i) {
      queue_.Push(std::make_unique<NamedWork>(org, ++pushed_[org], done_));
    }
  }

  std::vector<std::string> Take(size_t at_most) {
    done_.clear();
    for (const auto& work : queue_.Take(at_most)) work->Finish("");
    return done_;
  }

  FairQueue queue_;
  std::map<std::string, int> pushed_;
  std::vector<std::string> done_;
};

TEST_F(Fair, TakesOneOfEachInTurn) {
  Push("a", 4);
  Push("b", 2);
  Push("", 1);
  EXPECT_EQ(queue_.size(), 7U);
  EXPECT_EQ(queue_.SizeOf("a"), 4U);
  EXPECT_EQ(queue_.SizeOf("none"), 0U);
  EXPECT_THAT(Take(100), ElementsAre("a1", "b1", "1", "a2", "b2", "a3", "a4"));
  EXPECT_TRUE(queue_.empty());
  EXPECT_THAT(Take(100), ElementsAre());
}

// However much of one waits, another's is in the next group.
TEST_F(Fair, MakesNobodyWaitForAllOfAnother) {
  Push("a", 10'000);
  Push("b", 3);
  const std::vector<std::string> group = Take(6);
  EXPECT_THAT(group, ElementsAre("a1", "b1", "a2", "b2", "a3", "b3"));
}

TEST_F(Fair, GoesOnWhereItStopped) {
  Push("a", 3);
  Push("b", 3);
  EXPECT_THAT(Take(1), ElementsAre("a1"));
  Push("c", 1);
  EXPECT_THAT(Take(2), ElementsAre("b1", "a2"));
  EXPECT_THAT(Take(3), ElementsAre("c1", "b2", "a3"));
  // Who comes back waits behind those who are there.
  Push("a", 1);
  EXPECT_THAT(Take(9), ElementsAre("b3", "a4"));
}

TEST_F(Fair, KeepsTheOrderWithinAnOrg) {
  for (int i = 0; i < 5; ++i) {
    Push("a", 2);
    Push("b", 1);
  }
  std::map<char, int> last;
  for (const std::string& name : Take(100)) {
    const int number = std::stoi(name.substr(1));
    EXPECT_EQ(number, ++last[name[0]]);
  }
}

}  // namespace
}  // namespace tally
