#include "clients/cli/journal/posted_journal.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <fstream>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "support/temporary_directory.h"
#include "support/text.h"

namespace tally {
namespace {

v1::JournalEntry Entry(absl::string_view number, absl::string_view customer = "alpha") {
  return Parse<v1::JournalEntry>(
      absl::StrCat("date: '2026-11-03' position: 7 document: '", number, "' description: 'Invoice ",
                   number, "' postings { account: JOURNAL_ACCOUNT_RECEIVABLE subject: '", customer,
                   "' amount { minor_units: 10000 currency: 'USD' } } "
                   "postings { account: JOURNAL_ACCOUNT_REVENUE subject: 'seat' "
                   "amount { minor_units: -10000 currency: 'USD' } }"));
}

class PostedJournalTest : public testing::Test {
 protected:
  std::unique_ptr<PostedJournal> Open() const {
    auto journal = PostedJournal::Open(path_);
    EXPECT_TRUE(journal.ok()) << journal.status();
    return journal.ok() ? *std::move(journal) : nullptr;
  }

  void Append(absl::string_view number, absl::string_view customer = "alpha") const {
    const absl::Status appended = Open()->Append(Entry(number, customer));
    EXPECT_TRUE(appended.ok()) << appended;
  }

  std::string Content() const {
    std::stringstream content;
    content << std::ifstream(path_).rdbuf();
    return content.str();
  }

  void Write(absl::string_view content) const { std::ofstream(path_) << content; }

  // How many transactions have the code.
  int Count(const std::string& number) const {
    int count = 0;
    for (const absl::string_view line : absl::StrSplit(Content(), '\n')) {
      count += absl::StartsWith(line, absl::StrCat("2026-11-03 (", number, ") ")) ? 1 : 0;
    }
    return count;
  }

  const TemporaryDirectory directory_;
  const std::string path_ = directory_.path() + "/books.journal";
};

TEST_F(PostedJournalTest, DeclaresWhatIsNew) {
  Append("B-1");
  Append("B-2", "beta");
  EXPECT_EQ(Content(),
            "\n"
            "; begin B-1\n"
            "commodity 1000.00 USD\n"
            "account Assets:Receivable:alpha\n"
            "account Income:Revenue:seat\n"
            "\n"
            "2026-11-03 (B-1) Invoice B-1\n"
            "    ; document: B-1\n"
            "    ; position: 7\n"
            "    Assets:Receivable:alpha                         100.00 USD\n"
            "    Income:Revenue:seat                            -100.00 USD\n"
            "; end B-1\n"
            "\n"
            "; begin B-2\n"
            "account Assets:Receivable:beta\n"
            "\n"
            "2026-11-03 (B-2) Invoice B-2\n"
            "    ; document: B-2\n"
            "    ; position: 7\n"
            "    Assets:Receivable:beta                          100.00 USD\n"
            "    Income:Revenue:seat                            -100.00 USD\n"
            "; end B-2\n");
}

TEST_F(PostedJournalTest, IsTheSameWhetherOpenedAgainOrNot) {
  {
    const auto journal = Open();
    EXPECT_TRUE(journal->Append(Entry("B-1")).ok());
    EXPECT_TRUE(journal->Holds("B-1"));
    EXPECT_TRUE(journal->Append(Entry("B-2", "beta")).ok());
  }
  const std::string at_once = Content();
  Write("");
  Append("B-1");
  Append("B-2", "beta");
  EXPECT_EQ(Content(), at_once);
}

TEST_F(PostedJournalTest, HoldsWhatPeopleWroteToo) {
  Write(
      "2026-11-03 * (B-1) Alpha\n    a  1 USD\n    b\n"
      "2026-11-03 ! (B-2) Alpha\n2026-11-03=2026-11-04 (B-3)\n2026-11-03 (B-4 \n"
      "2026-11-03 Alpha (B-5)\n; (B-6)\n2026-11-03\n2026-11-03 ()");
  const auto journal = Open();
  for (const char* number : {"B-1", "B-2", "B-3"}) EXPECT_TRUE(journal->Holds(number)) << number;
  for (const char* number : {"B-4", "B-5", "B-6"}) EXPECT_FALSE(journal->Holds(number)) << number;
}

TEST_F(PostedJournalTest, GoesOnBehindALineWithoutEnd) {
  Write("; mine");
  Append("B-1");
  EXPECT_TRUE(absl::StartsWith(Content(), "; mine\n\n; begin B-1\n")) << Content();
}

// A power cut may leave any part of what was written last.
TEST_F(PostedJournalTest, HoldsEachDocumentOnceWhereverTheLastBlockIsCut) {
  Append("B-1");
  const std::string before = Content();
  Append("B-2", "beta");
  const std::string after = Content();
  for (size_t size = before.size(); size <= after.size(); ++size) {
    Write(after.substr(0, size));
    const auto journal = Open();
    ASSERT_NE(journal, nullptr) << size;
    EXPECT_TRUE(journal->Holds("B-1")) << size;
    if (!journal->Holds("B-2")) {
      ASSERT_TRUE(journal->Append(Entry("B-2", "beta")).ok()) << size;
    }
    EXPECT_EQ(Count("B-1"), 1) << size;
    EXPECT_EQ(Count("B-2"), 1) << size;
    EXPECT_TRUE(absl::StrContains(Content(), "\naccount Assets:Receivable:beta\n")) << size;
  }
}

TEST_F(PostedJournalTest, CutsOffNothingThatPeopleWrote) {
  Append("B-1");
  const std::string whole = Content();
  Write(whole + "\n; begin B-2\n\n2026-11-03 (B-2) Alpha\n    a  1 USD\n\n2026-11-03 Mine\n");
  const auto journal = PostedJournal::Open(path_);
  EXPECT_EQ(journal.status().message(),
            absl::StrCat(path_,
                         " has no \"; end B-2\" behind \"; begin B-2\": write it where that "
                         "transaction ends"));
}

TEST_F(PostedJournalTest, KnowsABlockWhoseEndPeopleTookAway) {
  Write(
      "; begin B-1\n2026-11-03 (B-1) Alpha\n    a  1 USD\n    b\n"
      "; begin B-2\n2026-11-03 (B-2) Alpha\n    a  1 USD\n    b\n; end B-2\n");
  const auto journal = Open();
  EXPECT_TRUE(journal->Holds("B-1"));
  EXPECT_TRUE(journal->Holds("B-2"));
  EXPECT_EQ(journal->cut_off(), "");
}

TEST_F(PostedJournalTest, IsOneProcessesAlone) {
  const auto first = Open();
  const auto second = PostedJournal::Open(path_);
  EXPECT_EQ(second.status().message(), path_ + " is being posted to by another process");
}

TEST_F(PostedJournalTest, SaysWhyItCannotBeOpened) {
  const auto journal = PostedJournal::Open(directory_.path() + "/none/books.journal");
  EXPECT_TRUE(absl::IsFailedPrecondition(journal.status()));
  EXPECT_TRUE(absl::StrContains(journal.status().message(), "No such file")) << journal.status();
  const auto device = PostedJournal::Open("/dev/full");
  EXPECT_EQ(device.status().message(), "/dev/full is no file");
}

// Lets files grow to a size and no further, as a full disk does.
class LimitedFiles {
 public:
  explicit LimitedFiles(rlim_t size) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit = {.rlim_cur = size, .rlim_max = before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~LimitedFiles() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  LimitedFiles(const LimitedFiles&) = delete;
  LimitedFiles& operator=(const LimitedFiles&) = delete;

 private:
  rlimit before_ = {};
  void (*const handler_)(int);
};

TEST_F(PostedJournalTest, IsAsBeforeIfItCannotBeWritten) {
  Append("B-1");
  const std::string before = Content();
  {
    const LimitedFiles full(before.size() + 20);
    const auto journal = Open();
    const absl::Status appended = journal->Append(Entry("B-2"));
    EXPECT_TRUE(absl::IsUnavailable(appended)) << appended;
    EXPECT_TRUE(absl::StrContains(appended.message(), "File too large")) << appended;
    EXPECT_FALSE(journal->Holds("B-2"));
  }
  EXPECT_EQ(Content(), before);
  Append("B-2");
  EXPECT_EQ(Count("B-2"), 1);
}

}  // namespace
}  // namespace tally
