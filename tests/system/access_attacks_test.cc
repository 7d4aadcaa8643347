// What a tenant tries to see or keep of another: ids, tokens of pages, streams, exports, proofs.

#include <google/protobuf/unknown_field_set.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "system/support/members.h"
#include "tally/v1/consumers.pb.h"

namespace tally {
namespace {

// How soon a stream ends whose caller may not have it any more: asked every second, on a machine
// that may be busy.
constexpr absl::Duration kSoon = absl::Seconds(20);

class AccessAttacks : public Members {
 protected:
  AccessAttacks() {
    for (const char* org : {"org-a", "org-b"}) {
      DefineOrg(org);
      for (const char* item : {"i1", "i2", "i3"}) {
        Do<v1::DefineItem>(absl::StrCat("org_id: '", org, "' item { item_id: '", item,
                                        "' name: 'Item of ", org, "' }"));
      }
      for (const char* customer : {"acme", "beta"}) {
        Do<v1::DefineCustomer>(absl::StrCat("org_id: '", org, "' customer { customer_id: '",
                                            customer, "' name: '", customer, " of ", org, "' }"));
      }
    }
  }

  template <class Reply>
  static Reply AnswerTo(const Guest& guest, const std::string& method, const std::string& text) {
    const WireOutcome outcome = Ask(guest, method, text);
    EXPECT_NE(outcome.reply, "") << outcome.status;
    Reply reply;
    EXPECT_TRUE(reply.ParseFromString(outcome.reply));
    return reply;
  }

  // Reads `call` to its end, and returns how it ended.
  static absl::Status EndOf(OpenCall& call) {
    std::string message;
    while (call.Read(message)) continue;
    return call.Finish();
  }
};

TEST_F(AccessAttacks, IdsThatLookLikeAnothers) {
  const Guest ann = NewGuest(Add("org-a", "ann", "grants { role: 'admin' }"));
  for (const std::string& id :
       {std::string("org-b"), std::string("org-a/../org-b"), std::string(".."), std::string("."),
        std::string("org-a\\000org-b"), std::string("ORG-A"), std::string("оrg-a"),
        std::string("org-a "), std::string("org\\u2010a"), std::string("*"), std::string("%")}) {
    SCOPED_TRACE(id);
    const WireOutcome outcome = Ask(ann, "Catalog/List", absl::StrCat("org_id: '", id, "'"));
    EXPECT_FALSE(outcome.status.ok());
    EXPECT_EQ(outcome.reply, "");
  }
  const WireOutcome large =
      Ask(ann, "Catalog/List", absl::StrCat("org_id: '", std::string(64 << 10, 'a'), "'"));
  EXPECT_EQ(ReasonIn(large.status), "REASON_FIELD_INVALID");
  EXPECT_LT(large.details.size(), 8U << 10);
  EXPECT_EQ(ReasonIn(Ask(ann, "Catalog/List", "").status), "REASON_FIELD_MISSING");
  // The same ids in another org are other things.
  EXPECT_EQ(AnswerTo<v1::Item>(ann, "Catalog/Get", "org_id: 'org-a' item_id: 'i1'").name(),
            "Item of org-a");
}

TEST_F(AccessAttacks, MethodsByOtherNames) {
  const Guest nobody(daemon_.loopback());
  for (const char* method : {"tally.v1.Orgs/list", "tally.v1.Orgs//List", "Orgs/List",
                             "tally.v1.Orgs/List/", "tally.v1.Orgs/../Orgs/List"}) {
    EXPECT_EQ(nobody.Call(method, "").status.code(), absl::StatusCode::kUnimplemented) << method;
  }
}

TEST_F(AccessAttacks, PageTokensOfAnotherOrg) {
  const Guest both = NewGuest(Add("", "both", "grants { role: 'admin' }"));
  const Guest ann = NewGuest(Add("org-a", "ann", "grants { role: 'admin' }"));
  const std::pair<const char*, const char*> lists[] = {
      {"Catalog/List", "page_size: 1 org_id: '"},
      {"Customers/List", "page_size: 1 org_id: '"},
      {"Events/Read", "page_size: 1 filter { org_id: '"},
  };
  for (const auto& [method, begin] : lists) {
    SCOPED_TRACE(method);
    const std::string end = absl::StrContains(begin, "{") ? "' }" : "'";
    const WireOutcome other = Ask(both, method, absl::StrCat(begin, "org-b", end));
    // The token has the same number in all pages.
    google::protobuf::UnknownFieldSet page;
    ASSERT_TRUE(page.ParseFromString(other.reply));
    std::string token;
    for (int i = 0; i < page.field_count(); ++i) {
      if (page.field(i).number() == 2) token = page.field(i).length_delimited();
    }
    ASSERT_NE(token, "");
    const WireOutcome outcome =
        Ask(ann, method, absl::StrCat(begin, "org-a", end, " page_token: '", token, "'"));
    EXPECT_EQ(ReasonIn(outcome.status), "REASON_PAGE_TOKEN_INVALID") << outcome.status;
    EXPECT_FALSE(outcome.answered);
  }
}

TEST_F(AccessAttacks, ListsOfOrgsShowOnesOwn) {
  const auto orgs = [&](const std::string& token) {
    std::vector<std::string> ids;
    const auto page = AnswerTo<v1::OrgPage>(NewGuest(token), "Orgs/List", "");
    for (const v1::Org& org : page.orgs()) ids.push_back(org.org_id());
    return ids;
  };
  using Ids = std::vector<std::string>;
  EXPECT_EQ(orgs(Add("org-a", "ann", "grants { role: 'viewer' }")), Ids({"org-a"}));
  EXPECT_EQ(orgs(Add("", "b", "grants { role: 'viewer' org_ids: 'org-b' }")), Ids({"org-b"}));
  EXPECT_EQ(orgs(Add("", "all", "grants { role: 'viewer' }")), Ids({"org-a", "org-b"}));
}

TEST_F(AccessAttacks, EventsOfAllOrgsTakeTheDaemon) {
  const Guest ann = NewGuest(Add("org-a", "ann", "grants { role: 'auditor' }"));
  for (const char* method : {"Events/Read", "Events/Subscribe", "Audit/Export"}) {
    EXPECT_EQ(ReasonIn(Ask(ann, method, "").status), "REASON_NOT_PERMITTED") << method;
  }
  const auto page = AnswerTo<v1::EventPage>(ann, "Events/Read", "filter { org_id: 'org-a' }");
  EXPECT_GT(page.events_size(), 5);
  for (const v1::RecordedEvent& event : page.events()) EXPECT_EQ(event.org_id(), "org-a");
}

TEST_F(AccessAttacks, AnExportHoldsEventsOfOnesOwnOrg) {
  const Guest ann = NewGuest(Add("org-a", "ann", "grants { role: 'auditor' }"));
  const auto export_call = ann.Open(
      "tally.v1.Audit/Export", Parse<v1::ExportRequest>("org_id: 'org-a'").SerializeAsString());
  std::string message;
  int events = 0;
  while (export_call->Read(message)) {
    EXPECT_FALSE(absl::StrContains(message, "org-b"));
    v1::ExportFrame frame;
    ASSERT_TRUE(frame.ParseFromString(message));
    events += frame.has_event() ? 1 : 0;
  }
  EXPECT_GT(events, 5);
}

// A leaf names org, stream and actor: of another org's event there is no proof to be had.
TEST_F(AccessAttacks, ProofsAreOfEventsOfOnesOwnOrg) {
  const Guest ann = NewGuest(Add("org-a", "ann", "grants { role: 'auditor' }"));
  const Guest limited =
      NewGuest(Add("org-a", "limited", "grants { role: 'auditor' customer_ids: 'acme' }"));
  const auto all = Answer<v1::ReadEvents>(client_, "page_size: 1000");
  int own = 0;
  for (const v1::RecordedEvent& event : all.events()) {
    const std::string text = absl::StrCat("position: ", event.position());
    const WireOutcome outcome = Ask(ann, "Audit/ProveInclusion", text);
    EXPECT_EQ(ReasonIn(Ask(limited, "Audit/ProveInclusion", text).status),
              "REASON_POSITION_NOT_FOUND");
    if (event.org_id() == "org-a") {
      EXPECT_NE(outcome.reply, "") << outcome.status;
      own += 1;
      continue;
    }
    EXPECT_EQ(ReasonIn(outcome.status), "REASON_POSITION_NOT_FOUND") << outcome.status;
    EXPECT_EQ(outcome.reply, "");
  }
  EXPECT_GT(own, 5);
}

TEST_F(AccessAttacks, CustomersOfOthersDoNotExist) {
  const Guest ann =
      NewGuest(Add("org-a", "ann", "grants { role: 'operator' customer_ids: 'acme' }"));
  EXPECT_EQ(
      AnswerTo<v1::Customer>(ann, "Customers/Get", "org_id: 'org-a' customer_id: 'acme'").name(),
      "acme of org-a");
  const WireOutcome beta = Ask(ann, "Customers/Get", "org_id: 'org-a' customer_id: 'beta'");
  const WireOutcome none = Ask(ann, "Customers/Get", "org_id: 'org-a' customer_id: 'none'");
  const auto as_none = [](std::string text) {
    for (size_t at = 0; (at = text.find("beta", at)) != std::string::npos;) {
      text.replace(at, 4, "none");
    }
    return text;
  };
  EXPECT_EQ(as_none(beta.details), none.details);
  EXPECT_EQ(beta.status.code(), none.status.code());
  for (const char* method : {"Customers/List", "Catalog/List", "Drafts/List"}) {
    EXPECT_EQ(ReasonIn(Ask(ann, method, "org_id: 'org-a'").status), "REASON_NOT_PERMITTED")
        << method;
  }
}

TEST_F(AccessAttacks, NobodyGrantsThemselvesMore) {
  const Guest admin = NewGuest(Add("org-a", "ann", "grants { role: 'admin' }"));
  const Guest clerk = NewGuest(Add("org-a", "bob", "grants { role: 'operator' }"));
  const char* more =
      "request_id: 'more' org_id: 'org-a' principal { principal_id: 'bob' "
      "  grants { role: 'admin' } }";
  EXPECT_EQ(ReasonIn(Ask(clerk, "Access/Define", more).status), "REASON_NOT_PERMITTED");
  // An admin of an org makes principals of that org alone, and grants nothing elsewhere.
  EXPECT_EQ(ReasonIn(Ask(admin, "Access/Define",
                         "request_id: 'm1' principal { principal_id: 'me' "
                         "  grants { role: 'admin' } }")
                         .status),
            "REASON_NOT_PERMITTED");
  EXPECT_EQ(ReasonIn(Ask(admin, "Access/Define",
                         "request_id: 'm2' org_id: 'org-a' principal { principal_id: 'ann' "
                         "  grants { role: 'admin' org_ids: 'org-b' } }")
                         .status),
            "REASON_FIELD_INVALID");
  EXPECT_EQ(ReasonIn(Ask(admin, "Access/AddToken",
                         absl::StrCat("request_id: 'm3' principal_id: 'root' token_id: 't' "
                                      "sha256: '",
                                      std::string(64, 'a'), "'"))
                         .status),
            "REASON_NOT_PERMITTED");
  EXPECT_EQ(ReasonIn(Ask(admin, "Access/Define",
                         "request_id: 'm4' org_id: 'org-a' principal { principal_id: 'x' "
                         "  grants { role: 'emperor' } }")
                         .status),
            "REASON_ROLE_NOT_FOUND");
}

TEST_F(AccessAttacks, StreamsEndWithTheTokenOrTheGrant) {
  Do<v1::DefineOrg>("org { org_id: 'org-a' name: 'A' currency: 'USD' time_zone: 'UTC' }");
  AnswerOf<v1::Receipt>(client_,
                        Parse<v1::DefineConsumer>("org_id: 'org-a' consumer { consumer_id: 'c' }"));
  const std::pair<const char*, std::string> streams[] = {
      {"Events/Subscribe", "filter { org_id: 'org-a' }"},
      {"Consumers/Receive", "org_id: 'org-a' consumer_id: 'c'"},
      {"Audit/FollowRefusals", "org_id: 'org-a'"},
  };
  int number = 0;
  for (const auto& [method, text] : streams) {
    for (const bool by_token : {true, false}) {
      SCOPED_TRACE(absl::StrCat(method, by_token ? " by token" : " by grant"));
      const std::string who = absl::StrCat("p", ++number);
      const Guest guest = NewGuest(Add("org-a", who, "grants { role: 'admin' }"));
      const auto stream = guest.Open(absl::StrCat("tally.v1.", method),
                                     ParseRequest(method, text)->SerializeAsString());
      std::string message;
      const bool has_begun = number > 4 || stream->Read(message);
      ASSERT_TRUE(has_begun);
      const absl::Time start = absl::Now();
      if (by_token) {
        Revoke("org-a", who);
      } else {
        Define("org-a", who, "grants { role: 'connector' } suspended: true");
      }
      const absl::Status end = EndOf(*stream);
      EXPECT_EQ(ReasonIn(end), "REASON_CALLER_UNKNOWN") << end;
      EXPECT_LT(absl::Now() - start, kSoon);
    }
  }
}

// Each message of a stream of commands is asked for anew.
TEST_F(AccessAttacks, StreamsOfCommandsTakeNothingAfterTheToken) {
  Do<v1::DefineSource>("org_id: 'org-a' source { source_id: 's' kind: 'k' }");
  const Guest guest = NewGuest(Add("org-a", "sync", "grants { role: 'connector' }"));
  const auto count = [](const std::string& id) {
    return Parse<v1::RecordCounts>(
               absl::StrCat("request_id: '", id,
                            "' org_id: 'org-a' source_id: 's' observations { observed_at "
                            "@2026-10-01T00:00:00Z account: 'a' meter: 'm' quantity: '1' }"))
        .SerializeAsString();
  };
  const auto stream = guest.Open("tally.v1.Counts/RecordStream", count("c1"));
  std::string reply;
  ASSERT_TRUE(stream->Read(reply));
  Revoke("org-a", "sync");
  stream->Write(count("c2"));
  EXPECT_EQ(ReasonIn(EndOf(*stream)), "REASON_CALLER_UNKNOWN");
}

TEST_F(AccessAttacks, AStreamEndsWhenItsTokenExpires) {
  Define("org-a", "ann", "grants { role: 'admin' }");
  const std::string token = NewToken();
  AddToken("org-a", "ann", token, "token_id: 't' expires_at @2026-11-03T12:01:00Z");
  const auto stream = NewGuest(token).Open(
      "tally.v1.Events/Subscribe",
      Parse<v1::SubscribeEvents>("filter { org_id: 'org-a' }").SerializeAsString());
  std::string message;
  ASSERT_TRUE(stream->Read(message));
  daemon_.At("2026-11-03T12:01:00Z");
  EXPECT_EQ(ReasonIn(EndOf(*stream)), "REASON_CALLER_UNKNOWN");
}

TEST_F(AccessAttacks, HeadersOfWhichThereAreTwo) {
  const std::string token = Add("org-a", "ann", "grants { role: 'admin' }");
  Headers twice = BearerOf(token);
  twice.push_back(twice.front());
  EXPECT_EQ(ReasonIn(Guest(daemon_.loopback(), twice).Call("tally.v1.Access/WhoAmI", "").status),
            "REASON_FIELD_INVALID");
  Headers and_name = BearerOf(token);
  and_name.emplace_back("tally-actor", "bob");
  EXPECT_EQ(ReasonIn(Guest(daemon_.loopback(), and_name).Call("tally.v1.Access/WhoAmI", "").status),
            "REASON_FIELD_INVALID");
  EXPECT_EQ(ReasonIn(Guest(daemon_.loopback(), {{"tally-actor", "ann"}})
                         .Call("tally.v1.Access/WhoAmI", "")
                         .status),
            "REASON_FIELD_INVALID");
}

}  // namespace
}  // namespace tally
