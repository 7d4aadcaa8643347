// The program as people and scripts run it: what it prints, and how it ends.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "support/temporary_directory.h"
#include "system/support/program.h"
#include "system/support/running_daemon.h"

namespace tally {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kBook[] = R"(
org: {id: fjord, name: Fjord Data, currency: EUR, time_zone: UTC}
taxes: {vat: {name: VAT, rate: 20%}}
catalog:
  server: {name: Managed server, tax: vat, external_ids: {xero: "1"}}
  care: {name: Care, tax: vat, external_ids: {xero: "2"}}
sources: {rmm: {kind: ninjaone, meters: {SERVER: server}}}
customers:
  acme:
    name: Acme
    accounts: {rmm: "1001"}
    external_ids: {xero: "A"}
    plan:
      - from: 2026-09-01
        lines:
          - {item: server, counted: {source: rmm, meter: SERVER}, quantity: period_end, price: 45.00}
          - {item: care, fixed: 1, price: 100}
  zeta:
    name: Zeta
    accounts: {rmm: "1002"}
    external_ids: {xero: "Z"}
    plan:
      - from: 2026-09-01
        lines:
          - {item: server, counted: {source: rmm, meter: SERVER}, quantity: period_end, price: 40.00}
)";

constexpr char kCounts[] =
    "observed_at,account,meter,quantity\n"
    "2026-10-31T12:00:00Z,1001,SERVER,3\n";

// What a command printed, and how it ended.
struct Ended {
  int code = 0;
  std::string output;
};

class EndToEnd : public testing::Test {
 protected:
  EndToEnd() {
    for (const char* name : {"TALLY_SOCKET", "TALLY_ADDRESS", "TALLY_ORG"}) unsetenv(name);
    // Nobody is there to answer.
    EXPECT_NE(std::freopen("/dev/null", "r", stdin), nullptr);
    Write("config.toml", "socket = \"" + daemon_.socket() + "\"\n");
  }

  std::string PathOf(const std::string& name) const { return directory_.path() + "/" + name; }

  std::string Write(const std::string& name, const std::string& text) const {
    std::ofstream(PathOf(name)) << text;
    return PathOf(name);
  }

  std::string Read(const std::string& name) const {
    std::ifstream file(PathOf(name));
    return {std::istreambuf_iterator<char>(file), {}};
  }

  // Runs the command to its end.
  Ended Tally(std::vector<std::string> words) const {
    words.insert(words.begin(), TALLY_PATH);
    words.insert(words.end(), {"--config", PathOf("config.toml")});
    Program program(words);
    const int code = program.Wait();
    return {code, program.output()};
  }

  // Runs a command that has to succeed, and returns what it printed.
  std::string Done(const std::vector<std::string>& words) const {
    const Ended ended = Tally(words);
    EXPECT_EQ(ended.code, 0) << words[0] << ": " << ended.output;
    return ended.output;
  }

  // Goes as far as two drafts of October, of which Zeta's is blocked.
  void DraftOctober() const {
    Done({"apply", Write("book.yaml", kBook), "--yes"});
    Done({"counts", "record", "--source", "rmm", Write("counts.csv", kCounts)});
    Done({"run", "start", "2026-10"});
  }

  RunningDaemon daemon_;
  TemporaryDirectory directory_;
};

TEST_F(EndToEnd, AppliesABookOnce) {
  const std::string book = Write("book.yaml", kBook);
  EXPECT_THAT(Done({"apply", book, "--dry-run"}), HasSubstr("dry run; nothing was changed"));
  EXPECT_THAT(Done({"apply", book, "--yes"}), HasSubstr("9 changes applied"));
  EXPECT_THAT(Done({"apply", book}), HasSubstr("nothing to change"));

  std::string changed = kBook;
  changed.replace(changed.find("45.00"), 5, "47.50");
  EXPECT_THAT(Done({"apply", Write("changed.yaml", changed), "--yes"}),
              AllOf(HasSubstr("acme.plan[2026-09-01].lines[server].price: 45 -> 47.5"),
                    HasSubstr("1 change applied")));
}

TEST_F(EndToEnd, AppliesWhatItExported) {
  Done({"apply", Write("book.yaml", kBook), "--yes"});
  Done({"export", "book", PathOf("exported.yaml")});
  EXPECT_THAT(Read("exported.yaml"), StartsWith("org:\n  id: fjord\n"));
  EXPECT_THAT(Done({"apply", PathOf("exported.yaml")}), HasSubstr("nothing to change"));
}

TEST_F(EndToEnd, SwapsTheAccountsOfTwoCustomers) {
  Done({"apply", Write("book.yaml", kBook), "--yes"});
  std::string swapped = kBook;
  swapped.replace(swapped.find("1001"), 4, "temp");
  swapped.replace(swapped.find("1002"), 4, "1001");
  swapped.replace(swapped.find("temp"), 4, "1002");
  EXPECT_THAT(Done({"apply", Write("swapped.yaml", swapped), "--yes"}),
              HasSubstr("2 changes applied"));
  EXPECT_THAT(Done({"apply", PathOf("swapped.yaml")}), HasSubstr("nothing to change"));
}

TEST_F(EndToEnd, FindsWhatTheLedgerWouldRefuseBeforeAnythingIsApplied) {
  Done({"apply", Write("book.yaml", kBook), "--yes"});
  std::string refused = kBook;
  refused.replace(refused.find("name: VAT"), 9, "name: Tax");
  refused.replace(refused.find("name: Acme"), 10, "name: Acme\n    currency: USD");
  const Ended ended = Tally({"apply", Write("refused.yaml", refused), "--yes"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.output,
              AllOf(HasSubstr("refused.yaml:11:15: customers.acme.currency: is EUR in the ledger "
                              "and cannot become USD"),
                    HasSubstr("nothing was changed")));
  EXPECT_THAT(Done({"apply", PathOf("book.yaml")}), HasSubstr("nothing to change"));
}

TEST_F(EndToEnd, DoesNotApplyWithoutAnAnswer) {
  const Ended ended = Tally({"apply", Write("book.yaml", kBook)});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.output, HasSubstr("say --yes"));
}

TEST_F(EndToEnd, SaysWhereABookIsWrong) {
  const Ended ended = Tally({"apply", Write("book.yaml", "org: {id: fjord, nam: Fjord}\n")});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.output,
              AllOf(HasSubstr("book.yaml:1:6: org.name: is missing"),
                    HasSubstr("book.yaml:1:18: org.nam: is not a field of a book; did you mean")));
}

TEST_F(EndToEnd, RecordsCountsOnce) {
  Done({"apply", Write("book.yaml", kBook), "--yes"});
  const std::string counts = Write("counts.csv", kCounts);
  EXPECT_EQ(Done({"counts", "record", "--source", "rmm", counts}),
            "1 row: 1 recorded, 0 already known, 0 refused\n");
  EXPECT_EQ(Done({"counts", "record", "--source", "rmm", counts}),
            "1 row: 0 recorded, 1 already known, 0 refused\n");

  const std::string wrong = Write("wrong.csv", std::string(kCounts) +
                                                   "2026-10-31T12:00:00Z,1001,SERVER,4\n"
                                                   "2026-10-31T13:00:00Z,1001,SERVER,-1\n"
                                                   "2026-10-31T14:00:00Z,1001\n");
  const Ended ended = Tally({"counts", "record", "--source", "rmm", wrong, "-o", "json"});
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.output, AllOf(HasSubstr("\"already_known\": 1"), HasSubstr("\"row\": \"3\""),
                                  HasSubstr("\"row\": \"5\""), HasSubstr("\"refused_rows\": 3")));
}

TEST_F(EndToEnd, RecordsNothingOfAnUnknownSource) {
  Done({"apply", Write("book.yaml", kBook), "--yes"});
  const Ended ended = Tally({"counts", "record", "-s", "none", Write("counts.csv", kCounts)});
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.output, HasSubstr("source_id: "));
}

TEST_F(EndToEnd, BillsAMonth) {
  DraftOctober();
  EXPECT_THAT(Done({"review", "--month", "2026-10"}),
              AllOf(HasSubstr("acme"), HasSubstr("235.00"), HasSubstr("missing_count!"),
                    HasSubstr("approve with: tally approve --month 2026-10 --all --at ")));
  EXPECT_THAT(Done({"review", "--customer", "acme"}), HasSubstr("Managed server"));

  const Ended blocked = Tally({"approve", "--month", "2026-10", "acme", "zeta"});
  EXPECT_EQ(blocked.code, 3);
  EXPECT_THAT(blocked.output, AllOf(HasSubstr("BILL-2026-11-001"), HasSubstr("zeta: ")));
  Done({"waive", "zeta", "missing_count", "-m", "2026-10", "--reason", "they have none"});
  Done({"override", "zeta", "server", "-m", "2026-10", "--quantity", "1", "--reason", "told us"});
  EXPECT_THAT(Done({"approve", "--month", "2026-10", "--all"}), HasSubstr("BILL-2026-11-002"));

  EXPECT_THAT(Done({"invoices", "show", "BILL-2026-11-001"}),
              AllOf(HasSubstr("total                282.00"), HasSubstr("approved by")));
  EXPECT_THAT(Done({"invoices", "list"}), HasSubstr("BILL-2026-11-002"));
}

TEST_F(EndToEnd, RefusesToApproveWhatHasChangedSince) {
  DraftOctober();
  Done({"counts", "record", "--source", "rmm",
        Write("late.csv",
              "observed_at,account,meter,quantity\n"
              "2026-10-31T18:00:00Z,1001,SERVER,5\n")});
  const Ended stale = Tally({"approve", "--month", "2026-10", "acme"});
  EXPECT_EQ(stale.code, 1);
  EXPECT_THAT(stale.output, AllOf(HasSubstr("reviewed"), HasSubstr("now"), HasSubstr("quantity"),
                                  HasSubstr("Regenerate the draft")));
  Done({"regenerate", "acme", "--month", "2026-10"});
  EXPECT_THAT(Done({"approve", "--month", "2026-10", "acme"}), HasSubstr("1 draft approved"));
}

TEST_F(EndToEnd, LetsNobodyApproveTheirOwnWork) {
  std::string book = kBook;
  book.replace(book.find("time_zone: UTC"), 14,
               "time_zone: UTC, four_eyes: {above: 10.00, exceptions: true}");
  Done({"apply", Write("book.yaml", book), "--yes", "--actor", "ann"});
  Done({"counts", "record", "--source", "rmm", Write("counts.csv", kCounts)});
  Done({"run", "start", "2026-10", "--actor", "carl"});
  Done({"waive", "zeta", "missing_count", "-m", "2026-10", "-r", "none", "--actor", "dora"});
  Done({"override", "zeta", "server", "-m", "2026-10", "--quantity", "1", "-r", "told us",
        "--actor", "dora"});

  const Ended refused = Tally({"approve", "--month", "2026-10", "--all", "--actor", "dora"});
  EXPECT_EQ(refused.code, 3);
  EXPECT_THAT(refused.output,
              AllOf(HasSubstr("BILL-2026-11-001"), HasSubstr("zeta: "),
                    HasSubstr("dora changed line server"), HasSubstr("Let somebody else approve")));
  EXPECT_EQ(Done({"conflicts"}), "Nobody approved what they had contributed to.\n");
  Done({"approve", "zeta", "--month", "2026-10", "--exception", "Boss is ill", "--actor", "dora"});
  EXPECT_THAT(Done({"conflicts", "--month", "2026-10"}),
              AllOf(HasSubstr("BILL-2026-11-002"), HasSubstr("exception: Boss is ill"),
                    HasSubstr("dora waived flags, event ")));
  EXPECT_THAT(Done({"conflicts", "-o", "csv"}), HasSubstr("Boss is ill"));
  EXPECT_THAT(Done({"conflicts", "-o", "json"}), HasSubstr("CONTRIBUTION_KIND_OVERRIDE"));
}

TEST_F(EndToEnd, TakesBackWhatWasBilled) {
  DraftOctober();
  Done({"approve", "--month", "2026-10", "acme"});
  EXPECT_EQ(Done({"credit", "BILL-2026-11-001", "--line", "care=25.00", "-r", "unused"}),
            "credit note CREDIT-2026-11-001 issued\n");
  EXPECT_EQ(Tally({"credit", "BILL-2026-11-001", "--amount", "10.005", "-r", "x"}).code, 2);
  EXPECT_EQ(Tally({"credit", "BILL-2026-11-001", "--amount", "9999", "-r", "x"}).code, 1);
  EXPECT_EQ(Tally({"void", "BILL-2026-11-001", "-r", "x"}).code, 1);
  EXPECT_THAT(Done({"invoices", "show", "BILL-2026-11-001"}),
              AllOf(HasSubstr("partly credited"), HasSubstr("252.00")));
  EXPECT_THAT(Done({"events", "list", "--prefix", "invoices/"}), HasSubstr("CreditNoteIssued"));
}

TEST_F(EndToEnd, DoesACommandOnceUnderOneRequestId) {
  DraftOctober();
  const std::vector<std::string> hold = {"hold", "acme",     "-m",           "2026-10",
                                         "-r",   "question", "--request-id", "r1"};
  EXPECT_EQ(Done(hold), Done(hold));
  EXPECT_EQ(Tally({"hold", "zeta", "-m", "2026-10", "-r", "x", "--request-id", "r1"}).code, 1);
}

TEST_F(EndToEnd, SaysWhenItIsUsedWrongly) {
  struct Case {
    std::vector<std::string> words;
    const char* message;
  };
  for (const Case& each : {Case{{"revew"}, "no command `revew`; did you mean review?"},
                           Case{{"run", "strat"}, "no command `strat`; did you mean start?"},
                           Case{{"run"}, "say which command"},
                           Case{{"review", "--mont", "2026-10"}, "did you mean --month?"},
                           Case{{"review", "--month", "2026-13"}, "a month is written like"},
                           Case{{"approve", "--month", "2026-10"}, "say which customers, or --all"},
                           Case{{"status", "--socket", "a", "--address", "b"}, "keep one of the"},
                           Case{{"review"}, "the ledger has no org yet"}}) {
    const Ended ended = Tally(each.words);
    EXPECT_EQ(ended.code, 2) << ended.output;
    EXPECT_THAT(ended.output, AllOf(StartsWith("tally: "), HasSubstr(each.message)));
  }
}

TEST_F(EndToEnd, SaysWhenNoDaemonAnswers) {
  const Ended ended = Tally({"status", "--socket", PathOf("none.sock")});
  EXPECT_EQ(ended.code, 4);
  EXPECT_THAT(ended.output, StartsWith("tally: no daemon answers at " + PathOf("none.sock")));
}

TEST_F(EndToEnd, AsksWhichOrgIsMeant) {
  Done({"apply", Write("book.yaml", kBook), "--yes"});
  Done({"apply", Write("two.yaml", "org: {id: other, name: B, currency: JPY, time_zone: UTC}"),
        "--yes"});
  const Ended ended = Tally({"customers", "list"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.output, HasSubstr("say which with --org: fjord, other"));
  EXPECT_THAT(Done({"--org", "fjord", "customers", "list"}), HasSubstr("acme"));
}

TEST_F(EndToEnd, PrintsRefusalsAsJson) {
  Done({"apply", Write("book.yaml", kBook), "--yes"});
  const Ended ended = Tally({"-o", "json", "invoices", "show", "none"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.output, HasSubstr("{\"reason\":\"REASON_INVOICE_NOT_FOUND\""));
}

}  // namespace
}  // namespace tally
