// Reading events: whatever is asked for, the pages together hold exactly that.

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "ledger/events/stream.h"
#include "system/support/story.h"

namespace tally {
namespace {

using Events = std::vector<v1::RecordedEvent>;
using Positions = std::vector<uint64_t>;

struct Asked {
  // In text format.
  std::string filter;
  // What it means.
  std::function<bool(const v1::RecordedEvent&)> wants;
};

std::vector<Asked> AllFilters() {
  const auto of = [](absl::string_view org, absl::string_view stream) {
    return [org = std::string(org), stream = std::string(stream)](const v1::RecordedEvent& event) {
      return event.org_id() == org && event.stream() == stream;
    };
  };
  return {
      {"", [](const auto&) { return true; }},
      {"org_id: 'two'", [](const auto& event) { return event.org_id() == "two"; }},
      {"org_id: 'none'", [](const auto&) { return false; }},
      {"stream_prefix: 'customers/c1'",
       [](const auto& event) { return absl::StartsWith(event.stream(), "customers/c1"); }},
      {"stream_prefix: 'drafts/' types: 'DraftGenerated' types: 'InvoiceIssued'",
       [](const auto& event) { return TypeOf(event.event()) == "DraftGenerated"; }},
      {"types: 'TaxDefined' types: 'OrgDefined'",
       [](const auto& event) {
         return TypeOf(event.event()) == "TaxDefined" || TypeOf(event.event()) == "OrgDefined";
       }},
      {"org_id: 'msp' stream: 'taxes/vat'", of("msp", "taxes/vat")},
      {"org_id: 'two' stream: 'taxes/vat'", of("two", "taxes/vat")},
      {"org_id: 'msp' stream: 'runs/2026-10.1'", of("msp", "runs/2026-10.1")},
      {"org_id: 'msp' stream: 'taxes/va'", of("msp", "taxes/va")},
      {"org_id: 'msp' stream: 'runs/2026-10.1' types: 'RunStarted'",
       [](const auto& event) {
         return event.stream() == "runs/2026-10.1" && TypeOf(event.event()) == "RunStarted";
       }},
  };
}

class ReadingEvents : public Story {
 protected:
  // Events of two orgs, one by one and many in one commit.
  void Record() {
    DefineMsp();
    Do<v1::DefineOrg>("org { org_id: 'two' name: 'Two' currency: 'EUR' time_zone: 'UTC' }");
    for (int i = 0; i < 12; ++i) {
      DefineCustomer(absl::StrCat("c", i));
      SetPlan(absl::StrCat("c", i), FixedLine("seat", "1", "10"));
      for (const char* org : {"msp", "two"}) {
        Do<v1::DefineTax>(absl::StrCat("org_id: '", org, "' tax { tax_id: 'vat' name: 'VAT' ",
                                       "rate_percent: '", i + 1, "' }"));
      }
    }
    EXPECT_EQ(Run("2026-10").drafted(), 12U);
    EXPECT_EQ(Run("2026-10").drafted(), 0U);
  }

  // Reads page after page.
  Positions ReadAll(v1::ReadEvents query) {
    Positions positions;
    do {
      const v1::EventPage page = Answer(client_, query);
      EXPECT_LE(page.events_size(), static_cast<int>(query.page_size()));
      for (const auto& event : page.events()) positions.push_back(event.position());
      query.set_page_token(page.next_page_token());
    } while (!query.page_token().empty() && !HasFailure());
    return positions;
  }
};

TEST_F(ReadingEvents, PagesHoldWhatIsAskedForInEitherDirection) {
  Record();
  Events all;
  const auto page = Do<v1::ReadEvents>("page_size: 1000");
  for (const v1::RecordedEvent& event : page.events()) all.push_back(event);
  const uint64_t head = Head();
  ASSERT_EQ(all.size(), head);
  ASSERT_GT(head, 70U);

  for (const Asked& asked : AllFilters()) {
    for (const uint64_t as_of : {uint64_t{0}, uint64_t{40}, head - 5, head}) {
      for (const uint64_t from :
           {uint64_t{0}, uint64_t{1}, uint64_t{9}, head - 5, head, head + 9}) {
        for (const uint32_t page_size : {1U, 4U, 1000U}) {
          auto query = Parse<v1::ReadEvents>(absl::StrCat(
              "filter { ", asked.filter, " } from_position: ", from, " page_size: ", page_size));
          // One of them is as of now.
          if (as_of != head) query.mutable_as_of()->set_position(as_of);
          Positions forwards;
          Positions backwards;
          for (const v1::RecordedEvent& event : all) {
            if (!asked.wants(event) || event.position() > as_of) continue;
            if (event.position() >= from) forwards.push_back(event.position());
            if (event.position() <= from || from == 0) backwards.push_back(event.position());
          }
          std::reverse(backwards.begin(), backwards.end());
          ASSERT_EQ(ReadAll(query), forwards) << query.ShortDebugString();
          query.set_direction(v1::DIRECTION_BACKWARDS);
          ASSERT_EQ(ReadAll(query), backwards) << query.ShortDebugString();
        }
      }
    }
  }
}

TEST_F(ReadingEvents, EventsAreTheSameHoweverTheyAreRead) {
  Record();
  const auto forwards = Do<v1::ReadEvents>("page_size: 1000").events();
  const auto backwards = Do<v1::ReadEvents>("page_size: 1000 direction: DIRECTION_BACKWARDS");
  ASSERT_EQ(forwards.size(), backwards.events_size());
  for (int i = 0; i < forwards.size(); ++i) {
    EXPECT_EQ(forwards[i].SerializeAsString(),
              backwards.events(forwards.size() - 1 - i).SerializeAsString());
  }
  const auto stream = Do<v1::ReadEvents>("filter { org_id: 'msp' stream: 'runs/2026-10.1' }");
  ASSERT_GT(stream.events_size(), 1);
  uint64_t version = 0;
  for (const v1::RecordedEvent& event : stream.events()) {
    EXPECT_EQ(event.version(), ++version);
    const int index = static_cast<int>(event.position()) - 1;
    EXPECT_EQ(event.SerializeAsString(), forwards[index].SerializeAsString());
  }
}

// The next page is asked for from where the one before ended, and what came since is not missed.
TEST_F(ReadingEvents, PagesGoOnIntoWhatIsRecordedMeanwhile) {
  Record();
  const uint64_t head = Head();
  auto query = Parse<v1::ReadEvents>(absl::StrCat("from_position: ", head - 1, " page_size: 1"));
  const v1::EventPage first = Answer(client_, query);
  EXPECT_EQ(first.events(0).position(), head - 1);
  DefineCustomer("new");
  query.set_page_token(first.next_page_token());
  query.set_page_size(10);
  const v1::EventPage second = Answer(client_, query);
  ASSERT_EQ(second.events_size(), 2);
  EXPECT_EQ(second.events(1).position(), head + 1);
  EXPECT_EQ(second.next_page_token(), "");
}

TEST_F(ReadingEvents, WhatCannotBeAskedForIsRefused) {
  Record();
  Refused<v1::ReadEvents>("filter { stream: 'org' }", v1::REASON_FIELD_MISSING, "filter.org_id");
  Refused<v1::ReadEvents>("filter { org_id: 'msp' stream: 'org' stream_prefix: 'org' }",
                          v1::REASON_FIELD_INVALID, "filter.stream_prefix");
  Refused<v1::ReadEvents>("filter { types: 'OrgDefined' types: 'orgdefined' }",
                          v1::REASON_FIELD_INVALID, "filter.types[1]");
  Refused<v1::ReadEvents>("direction: 3", v1::REASON_FIELD_INVALID, "direction");
  Refused<v1::ReadEvents>(absl::StrCat("as_of { position: ", Head() + 1, " }"),
                          v1::REASON_AS_OF_NOT_REACHED, "as_of.position");

  // A token is good for the query that gave it.
  const std::string token = Do<v1::ReadEvents>("page_size: 3").next_page_token();
  EXPECT_EQ(Do<v1::ReadEvents>(absl::StrCat("page_token: '", token, "' page_size: 2"))
                .events(0)
                .position(),
            4U);
  for (const char* other :
       {"direction: DIRECTION_BACKWARDS", "from_position: 1", "as_of { position: 9 }",
        "filter { org_id: 'msp' }", "filter { stream_prefix: 't' }"}) {
    Refused<v1::ReadEvents>(absl::StrCat(other, " page_token: '", token, "'"),
                            v1::REASON_PAGE_TOKEN_INVALID, "page_token");
  }
}

}  // namespace
}  // namespace tally
