// The access log over the wire: who signed in, was turned away and took what out.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "daemon/access/access_notes.h"
#include "ledger/calendar/timestamp.h"
#include "system/support/members.h"

namespace tally {
namespace {

class AccessLogs : public Members {
 protected:
  AccessLogs() {
    DefineOrg("org-a");
    DefineOrg("org-b");
  }

  // The log of `org`, with more of the query in text format.
  std::vector<v1::AccessRecord> Log(absl::string_view org, absl::string_view more = "") {
    const auto page = AnswerOf<v1::AccessLogPage>(
        client_, Parse<v1::ReadAccessLog>(absl::StrCat("org_id: '", org, "' ", more)));
    return {page.records().begin(), page.records().end()};
  }

  // Its records in short, newest first.
  static std::vector<std::string> Short(const std::vector<v1::AccessRecord>& records) {
    std::vector<std::string> lines;
    for (const v1::AccessRecord& record : records) {
      lines.push_back(absl::StrCat(
          v1::AccessKind_Name(record.kind()).substr(12), " ", record.actor(), " ", record.method(),
          record.org_id().empty() ? "" : " of ", record.org_id(),
          record.repeated_times() > 0 ? absl::StrCat(" +", record.repeated_times()) : ""));
    }
    return lines;
  }
  using Lines = std::vector<std::string>;
};

TEST_F(AccessLogs, TellWhoDidWhat) {
  const std::string token = Add("org-a", "ann", "grants { role: 'auditor' }");
  const Guest ann = NewGuest(token);
  Ask(ann, "Catalog/List", "org_id: 'org-a'");
  Ask(ann, "Catalog/List", "org_id: 'org-a'");
  Ask(ann, "Audit/Export", "org_id: 'org-a'");
  Ask(ann, "Drafts/Approve", "request_id: 'r' org_id: 'org-a'");
  Ask(ann, "Catalog/List", "org_id: 'org-b'");
  Ask(ann, "Catalog/List", "org_id: 'org-b'");
  const std::vector<v1::AccessRecord> log = Log("org-a");
  EXPECT_EQ(Short(log), Lines({
                            "NOT_PERMITTED ann Catalog.List of org-b +1",
                            "NOT_PERMITTED ann Drafts.Approve",
                            "EXPORTED ann Audit.Export of org-a",
                            "SIGNED_IN ann Catalog.List",
                            "CHANGED ann Access.AddToken of org-a",
                            "CHANGED ann Access.Define of org-a",
                        }));
  ASSERT_EQ(log.size(), 6U);
  EXPECT_EQ(log[0].refusal().reason(), v1::REASON_ORG_NOT_FOUND);
  EXPECT_EQ(log[1].refusal().reason(), v1::REASON_NOT_PERMITTED);
  EXPECT_EQ(log[2].sign_in(), v1::SIGN_IN_TOKEN);
  EXPECT_EQ(log[2].token_id(), "t");
  EXPECT_EQ(log[2].address(), "127.0.0.1");
  EXPECT_EQ(log[5].sign_in(), v1::SIGN_IN_SOCKET);
  EXPECT_EQ(log[5].address(), "unix");
  // Nothing of it is told in the org that was only tried.
  EXPECT_EQ(Short(Log("org-b")), Lines());
}

TEST_F(AccessLogs, SayOnceAnHourThatSomebodySignedIn) {
  const Guest ann = NewGuest(Add("org-a", "ann", "grants { role: 'viewer' }"));
  const auto sign_ins = [&] { return Log("org-a", "kind: ACCESS_KIND_SIGNED_IN").size(); };
  for (int i = 0; i < 3; ++i) Ask(ann, "Catalog/List", "org_id: 'org-a'");
  EXPECT_EQ(sign_ins(), 1U);
  daemon_.At("2026-11-03T12:59:59Z");
  Ask(ann, "Catalog/List", "org_id: 'org-a'");
  EXPECT_EQ(sign_ins(), 1U);
  daemon_.At("2026-11-03T13:00:00Z");
  Ask(ann, "Catalog/List", "org_id: 'org-a'");
  EXPECT_EQ(sign_ins(), 2U);
}

TEST_F(AccessLogs, CountWhatRepeatsItselfWithinAMinute) {
  const Guest ann = NewGuest(Add("org-a", "ann", "grants { role: 'viewer' }"));
  const std::string approve = "request_id: 'r' org_id: 'org-a'";
  for (int i = 0; i < 5; ++i) Ask(ann, "Drafts/Approve", approve);
  const char* refused = "kind: ACCESS_KIND_NOT_PERMITTED";
  EXPECT_EQ(Short(Log("org-a", refused)), Lines({"NOT_PERMITTED ann Drafts.Approve +4"}));
  Ask(ann, "Drafts/Approve", approve);
  EXPECT_EQ(Short(Log("org-a", refused)), Lines({"NOT_PERMITTED ann Drafts.Approve +5"}));
  daemon_.At("2026-11-03T12:01:01Z");
  Ask(ann, "Drafts/Approve", approve);
  EXPECT_EQ(Short(Log("org-a", refused)),
            Lines({"NOT_PERMITTED ann Drafts.Approve", "NOT_PERMITTED ann Drafts.Approve +5"}));
}

// Many bad sign-ins, and many different ones, from one place are a few records.
TEST_F(AccessLogs, AreNotFilledByWhoCannotSignIn) {
  const Guest ann = NewGuest(Add("org-a", "ann", "grants { role: 'viewer' }"));
  Ask(ann, "Catalog/List", "org_id: 'org-a'");
  const auto all = MethodsOfContract();
  for (int i = 0; i < 500; ++i) {
    NewGuest(NewToken()).Call(PathOf(*all[static_cast<size_t>(i) % all.size()]), "");
  }
  const auto refused = Log("", "kind: ACCESS_KIND_SIGN_IN_REFUSED");
  EXPECT_LE(refused.size(), AccessNotes::kMaxOfSource + 1);
  uint64_t counted = 0;
  for (const v1::AccessRecord& record : refused) {
    counted += 1 + record.repeated_times();
    EXPECT_EQ(record.address(), "127.0.0.1");
    EXPECT_EQ(record.actor(), "");
    EXPECT_EQ(record.refusal().reason(), v1::REASON_CALLER_UNKNOWN);
  }
  EXPECT_EQ(counted, 500U);
  EXPECT_EQ(Short(Log("org-a", "kind: ACCESS_KIND_SIGNED_IN")),
            Lines({"SIGNED_IN ann Catalog.List"}));
}

TEST_F(AccessLogs, AreReadByThoseWhoMay) {
  const Guest auditor = NewGuest(Add("org-a", "auditor", "grants { role: 'auditor' }"));
  const Guest viewer = NewGuest(Add("org-a", "viewer", "grants { role: 'viewer' }"));
  const Guest root = NewGuest(Add("", "root", "grants { role: 'admin' }"));
  EXPECT_NE(Ask(auditor, "Access/ReadLog", "org_id: 'org-a'").reply, "");
  EXPECT_EQ(ReasonIn(Ask(auditor, "Access/ReadLog", "").status), "REASON_NOT_PERMITTED");
  EXPECT_EQ(ReasonIn(Ask(auditor, "Access/ReadLog", "org_id: 'org-b'").status),
            "REASON_ORG_NOT_FOUND");
  EXPECT_EQ(ReasonIn(Ask(viewer, "Access/ReadLog", "org_id: 'org-a'").status),
            "REASON_NOT_PERMITTED");
  EXPECT_NE(Ask(root, "Access/ReadLog", "").reply, "");
}

TEST_F(AccessLogs, AreReadPageByPageAndByActor) {
  for (int i = 0; i < 5; ++i) Add("org-a", absl::StrCat("p", i), "");
  std::vector<std::string> paged;
  std::string token;
  do {
    const auto page = AnswerOf<v1::AccessLogPage>(
        client_, Parse<v1::ReadAccessLog>(absl::StrCat("page_size: 3 page_token: '", token, "'")));
    EXPECT_LE(page.records_size(), 3);
    for (const std::string& line : Short({page.records().begin(), page.records().end()})) {
      paged.push_back(line);
    }
    token = page.next_page_token();
  } while (!token.empty());
  EXPECT_EQ(paged, Short(Log("")));
  EXPECT_GE(paged.size(), 2U);
  EXPECT_EQ(Log("", "actor: 'nobody'").size(), 0U);
  EXPECT_EQ(Log("", "actor: 'ann'").size(), Log("").size());
}

TEST_F(AccessLogs, OutliveTheDaemon) {
  const Guest ann = NewGuest(Add("org-a", "ann", "grants { role: 'viewer' }"));
  Ask(ann, "Catalog/List", "org_id: 'org-a'");
  const Lines before = Short(Log("org-a"));
  daemon_.Restart();
  client_ = daemon_.NewClient();
  EXPECT_EQ(Short(Log("org-a")), before);
}

TEST_F(AccessLogs, KnowTheMinuteInWhichATokenWasUsedLast) {
  const Guest ann = NewGuest(Add("org-a", "ann", "grants { role: 'viewer' }"));
  const auto last_use = [&] {
    Log("org-a");  // So that what was gathered is there.
    const auto details = AnswerOf<v1::PrincipalDetails>(
        client_, Parse<v1::GetPrincipal>("org_id: 'org-a' principal_id: 'ann'"));
    EXPECT_EQ(details.tokens_size(), 1);
    const auto& token = details.tokens(0);
    EXPECT_EQ(token.token().sha256(), "");
    return token.has_last_used_at() ? FormatInstant(FromProto(token.last_used_at())) : "never";
  };
  EXPECT_EQ(last_use(), "never");
  Ask(ann, "Catalog/List", "org_id: 'org-a'");
  EXPECT_EQ(last_use(), "2026-11-03T12:00:00Z");
  daemon_.At("2026-11-03T12:34:56Z");
  Ask(ann, "Catalog/List", "org_id: 'org-a'");
  EXPECT_EQ(last_use(), "2026-11-03T12:34:00Z");
}

}  // namespace
}  // namespace tally
