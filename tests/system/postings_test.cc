// Documents go into an accounting system that would take each of them twice, and are there once.
//
// The accounting system is an hledger journal, and the connector is `tally post`, which is killed
// at whatever moment.

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "clients/cli/journal/posted_journal.h"
#include "support/temporary_directory.h"
#include "system/support/any_call.h"
#include "system/support/program.h"
#include "system/support/story.h"
#include "tally/v1/payments.pb.h"
#include "tally/v1/postings.pb.h"

namespace tally {
namespace {

constexpr char kBooks[] =
    "accounting_systems { system: 'books' } "
    "accounting_systems { system: 'xero' accepts_voids: true } ";

std::string OfInvoice(absl::string_view number, absl::string_view more = "") {
  return absl::StrCat("org_id: 'msp' reason: 'mistake' invoice_number: '", number, "' ", more);
}

class Postings : public Story {
 protected:
  Postings() { DefineMsp(kBooks); }

  // Bills so many customers 10.00 for October; returns the numbers in the order of issue.
  std::vector<std::string> Bill(int customers) {
    for (int i = 0; i < customers; ++i) {
      DefineCustomer(CustomerId(i));
      SetPlan(CustomerId(i), FixedLine("stamp", "1", "10"));
    }
    Run("2026-10");
    std::vector<std::string> numbers;
    for (int i = 0; i < customers; ++i) numbers.push_back(Approve(CustomerId(i), "2026-10"));
    return numbers;
  }

  static std::string CustomerId(int i) { return absl::StrCat("c", i); }

  template <class Reply, class Request>
  Reply Tell(absl::string_view number, absl::string_view more = "",
             absl::string_view system = "books") {
    return AnswerOf<Reply>(client_, About<Request>(number, more, system));
  }

  template <class Request>
  static Request About(absl::string_view number, absl::string_view more = "",
                       absl::string_view system = "books") {
    return Parse<Request>(absl::StrCat("org_id: 'msp' system: '", system, "' document_number: '",
                                       number, "' ", more));
  }

  v1::BeginPostingReply Begin(absl::string_view number, absl::string_view system = "books") {
    return Tell<v1::BeginPostingReply, v1::BeginPosting>(number, "", system);
  }

  void Post(absl::string_view number, absl::string_view system) {
    Begin(number, system);
    Tell<v1::Receipt, v1::CompletePosting>(number, absl::StrCat("external_id: '", number, "'"),
                                           system);
  }

  v1::DocumentPosting PostingOf(absl::string_view number, absl::string_view more = "") {
    return Tell<v1::DocumentPosting, v1::GetPosting>(number, more);
  }

  // The documents in a state, read two a page.
  std::vector<std::string> In(absl::string_view state, absl::string_view more = "") {
    std::vector<std::string> numbers;
    auto query = Parse<v1::ListPostings>(absl::StrCat(
        "org_id: 'msp' system: 'books' page_size: 2 state: POSTING_STATE_", state, " ", more));
    do {
      const auto page = AnswerOf<v1::PostingPage>(client_, query);
      EXPECT_LE(page.postings_size(), 2);
      for (const v1::DocumentPosting& posting : page.postings()) {
        numbers.push_back(posting.document().number());
      }
      query.set_page_token(page.next_page_token());
    } while (!query.page_token().empty());
    return numbers;
  }

  std::vector<std::string> TallyPost(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words = {TALLY_PATH,  "--socket", daemon_.socket(), "--org",
                                      "msp",       "post",     "--system",       "books",
                                      "--journal", journal_};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }

  // Runs `tally post` to its end; returns what it said.
  std::string RunPost(int code = 0, const std::vector<std::string>& more = {}) const {
    Program post(TallyPost(more));
    EXPECT_EQ(post.Wait(), code) << post.output();
    return post.output();
  }

  std::string Shell(const std::string& command) const {
    FILE* pipe = popen(absl::StrCat("LC_ALL=C.UTF-8 ", command, " 2>&1").c_str(), "r");
    std::string output;
    char buffer[4096];
    while (const size_t size = std::fread(buffer, 1, sizeof(buffer), pipe)) {
      output.append(buffer, size);
    }
    EXPECT_EQ(pclose(pipe), 0) << command << "\n" << output.substr(0, 3'000);
    return output;
  }

  // How many transactions of each code hledger finds in the journal, which it must accept.
  std::map<std::string, int> Codes() const {
    Shell(absl::StrCat("hledger -f ", journal_, " check --strict"));
    std::map<std::string, int> codes;
    const std::string listed = Shell(absl::StrCat("hledger -f ", journal_, " codes"));
    for (const absl::string_view code : absl::StrSplit(listed, '\n', absl::SkipEmpty())) {
      codes[std::string(code)] += 1;
    }
    return codes;
  }

  static std::map<std::string, int> Once(const std::vector<std::string>& numbers) {
    std::map<std::string, int> once;
    for (const std::string& number : numbers) once[number] = 1;
    return once;
  }

  const TemporaryDirectory directory_;
  const std::string journal_ = directory_.path() + "/books.journal";
};

TEST_F(Postings, GoIntoAJournalOnce) {
  const std::vector<std::string> numbers = Bill(3);
  EXPECT_EQ(In("WAITING"), numbers);
  EXPECT_EQ(RunPost(), "posted 3 documents to books\n");
  EXPECT_EQ(Codes(), Once(numbers));
  EXPECT_EQ(In("WAITING"), std::vector<std::string>());
  EXPECT_EQ(In("POSTED"), numbers);
  EXPECT_EQ(PostingOf(numbers[0]).external_id(), numbers[0]);
  EXPECT_EQ(RunPost(), "posted 0 documents to books\n");
  // What is in the journal is what the ledger itself says, and what was noted can be derived again.
  const std::string tally = absl::StrCat(TALLY_PATH, " --socket ", daemon_.socket(), " --org msp ");
  Shell(absl::StrCat(tally, "journal --format hledger ", directory_.path(), "/own.journal"));
  Shell(tally + "audit");
  EXPECT_EQ(Shell(absl::StrCat("hledger -f ", journal_, " balance")),
            Shell(absl::StrCat("hledger -f ", directory_.path(), "/own.journal balance")));
}

TEST_F(Postings, FollowCreditNotesAndDocumentsOverNothing) {
  DefineCustomer("free");
  SetPlan("free", FixedLine("stamp", "1", "0"));
  std::vector<std::string> numbers = Bill(1);
  numbers.push_back(Approve("free", "2026-10"));
  RunPost();
  numbers.push_back(Do<v1::CreditInvoice>(OfInvoice(numbers[0], "whole {}")).credit_note_number());
  EXPECT_EQ(RunPost(), "posted 1 document to books\n");
  EXPECT_EQ(Codes(), Once(numbers));
}

// X05 of the worked examples.
TEST_F(Postings, X05WhatWasTakenBeforeTheConnectorDiedIsFoundAndLinked) {
  const std::vector<std::string> numbers = Bill(3);
  // The first was begun and written, the second begun, when the connector died.
  EXPECT_FALSE(Begin(numbers[0]).in_doubt());
  EXPECT_FALSE(Begin(numbers[1]).in_doubt());
  const auto own = AnswerOf<v1::JournalPart>(client_, Parse<v1::ExportJournal>("org_id: 'msp'"));
  {
    const auto journal = PostedJournal::Open(journal_);
    ASSERT_TRUE(journal.ok()) << journal.status();
    ASSERT_TRUE((*journal)->Append(own.entries(0)).ok());
  }
  EXPECT_EQ(In("IN_DOUBT"), (std::vector<std::string>{numbers[0], numbers[1]}));
  EXPECT_EQ(RunPost(), "posted 2 documents to books; 1 document was there already\n");
  EXPECT_EQ(Codes(), Once(numbers));
  EXPECT_EQ(PostingOf(numbers[0]).attempts(), 2U);
  EXPECT_EQ(PostingOf(numbers[2]).attempts(), 1U);
}

// The connector dies in the middle of its writing, at every so many bytes of the journal.
TEST_F(Postings, X05AreThereOnceWhereverInTheJournalTheConnectorDies) {
  const std::vector<std::string> numbers = Bill(10);
  std::vector<std::string> words = TallyPost();
  words.insert(words.begin(), {"/usr/bin/prlimit", ""});
  int deaths = 0;
  for (int bytes = 1;; bytes += 41) {
    // A process that writes beyond the limit is killed, after the part that fits was written.
    words[1] = absl::StrCat("--fsize=", bytes);
    Program post(words);
    const int code = post.Wait();
    if (code == 0) break;
    ASSERT_EQ(code, 128 + SIGXFSZ) << post.output();
    deaths += 1;
  }
  EXPECT_GT(deaths, 50);
  EXPECT_EQ(Codes(), Once(numbers));
  EXPECT_EQ(In("POSTED").size(), numbers.size());
}

// It is killed after so many steps, whatever it is doing by then.
TEST_F(Postings, X05AreThereOnceWheneverTheConnectorIsKilled) {
  const std::vector<std::string> numbers = Bill(60);
  constexpr int kMostSteps = 7;
  // Each document is at least two steps, so that there are always as many steps to see.
  for (int steps = 1; In("WAITING").size() > kMostSteps; steps = steps % kMostSteps + 1) {
    const auto reader = client_.Open(Parse<v1::SubscribeEvents>(
        absl::StrCat("from_position: ", Head() + 1, " filter { types: 'PostingBegun' ",
                     "types: 'PostingCompleted' }")));
    Program post(TallyPost());
    int seen = 0;
    for (v1::SubscriptionMessage message; seen < steps && reader->Read(message);) {
      seen += message.events().events_size();
    }
    post.Send(SIGKILL);
    post.Wait();
    reader->Cancel();
  }
  RunPost();
  EXPECT_EQ(Codes(), Once(numbers));
  EXPECT_EQ(In("POSTED").size(), numbers.size());
}

TEST_F(Postings, AreThereOnceWithTwoConnectors) {
  const std::vector<std::string> numbers = Bill(20);
  {
    Program one(TallyPost());
    Program other(TallyPost());
    // Whichever comes second while the first is at work does nothing.
    one.Wait();
    other.Wait();
  }
  RunPost();
  EXPECT_EQ(Codes(), Once(numbers));
}

TEST_F(Postings, AreFoundInTheJournalAlthoughTheLedgerWasNotTold) {
  const std::vector<std::string> numbers = Bill(1);
  std::ofstream(journal_) << "account a\n2026-11-03 * (" << numbers[0] << ") By hand\n    a  0\n";
  EXPECT_EQ(RunPost(), "posted 0 documents to books; 1 document was there already\n");
  EXPECT_EQ(PostingOf(numbers[0]).attempts(), 1U);
}

TEST_F(Postings, OfWhatWasIssuedBeforeAreMadeByName) {
  DefineMsp();
  const std::vector<std::string> numbers = Bill(2);
  DefineMsp(kBooks);
  EXPECT_EQ(PostingOf(numbers[0]).state(), v1::POSTING_STATE_NOT_WAITING);
  EXPECT_EQ(RunPost(), "posted 0 documents to books\n");
  EXPECT_EQ(RunPost(0, {numbers[1]}), "posted 1 document to books\n");
  const std::string again = RunPost(3, {numbers[1]});
  EXPECT_NE(again.find(absl::StrCat(numbers[1], " is in \"books\" as \"", numbers[1], "\"")),
            std::string::npos)
      << again;
  EXPECT_EQ(Codes(), Once({numbers[1]}));
}

TEST_F(Postings, AreAnsweredAsOfThenAndAfterARestart) {
  const std::vector<std::string> numbers = Bill(3);
  Begin(numbers[0]);
  const std::string then = absl::StrCat("as_of { position: ", Head(), " }");
  Tell<v1::Receipt, v1::CompletePosting>(numbers[0], "external_id: '1'");
  Begin(numbers[1]);
  Tell<v1::Receipt, v1::FailPosting>(numbers[1], "attempt: 1 reason: 'unknown customer'");
  daemon_.Restart();
  EXPECT_EQ(In("POSTED"), std::vector<std::string>{numbers[0]});
  EXPECT_EQ(In("FAILED"), std::vector<std::string>{numbers[1]});
  EXPECT_EQ(In("WAITING"), std::vector<std::string>{numbers[2]});
  EXPECT_EQ(PostingOf(numbers[1]).failure(), "unknown customer");
  EXPECT_EQ(In("IN_DOUBT", then), std::vector<std::string>{numbers[0]});
  EXPECT_EQ(In("WAITING", then), (std::vector<std::string>{numbers[1], numbers[2]}));
  EXPECT_EQ(PostingOf(numbers[1], then).state(), v1::POSTING_STATE_WAITING);
}

// C05 of the worked examples.
TEST_F(Postings, C05VoidOrCredit) {
  const std::vector<std::string> numbers = Bill(5);
  // Issued, unpaid, no credit; and in a system that takes voids.
  Post(numbers[0], "xero");
  Do<v1::VoidInvoice>(OfInvoice(numbers[0]));
  // Partly paid.
  AnswerOf<v1::RecordPaymentReply>(
      client_,
      Parse<v1::RecordPayment>("org_id: 'msp' payment { payment_id: 'p1' customer_id: 'c1' "
                               "amount { minor_units: 400 currency: 'USD' } } oldest_first {}"));
  Refused<v1::VoidInvoice>(OfInvoice(numbers[1]), v1::REASON_INVOICE_PARTLY_PAID, "invoice_number");
  // Already credited.
  Do<v1::CreditInvoice>(OfInvoice(numbers[2], "lines { lines { line_id: 'stamp' } }"));
  Refused<v1::VoidInvoice>(OfInvoice(numbers[2]), v1::REASON_INVOICE_PARTLY_CREDITED,
                           "invoice_number");
  // Exported to accounting.
  RunPost();
  Refused<v1::VoidInvoice>(OfInvoice(numbers[3]), v1::REASON_INVOICE_IS_POSTED, "invoice_number");
  Do<v1::CreditInvoice>(OfInvoice(numbers[3], "whole {}"));
}

}  // namespace
}  // namespace tally
