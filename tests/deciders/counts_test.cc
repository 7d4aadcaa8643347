#include "ledger/deciders/counts.h"

#include "support/provider.h"

namespace tally {
namespace {

constexpr char kSeen[] =
    "observed_at @2026-10-31T22:00:00Z account: 'S1' meter: 'SEAT' quantity: '18' ";

std::string Record(const std::string& observations) {
  return absl::StrCat("org_id: 'msp' source_id: 'shop' ", observations);
}

std::string One(const std::string& fields) {
  return Record(absl::StrCat("observations { ", fields, " }"));
}

TEST(RecordCounts, RecordsWhatASourceSawAsOneEvent) {
  Provider()
      .When<v1::RecordCounts>(
          Record("observations { observed_at @2026-10-31T22:00:00.25Z account: 'S1' meter: 'SEAT' "
                 "               quantity: '18.0' unit_cost: '11.00' cost_currency: 'USD' } "
                 "observations { observed_at @2026-10-31T22:00:00Z account: 'S2' meter: 'SEAT' "
                 "               quantity: '0' }"))
      .Then(
          "counts_recorded { org_id: 'msp' source_id: 'shop' "
          "observations { observed_at @2026-10-31T22:00:00.25Z account: 'S1' meter: 'SEAT' "
          "               quantity: '18' unit_cost: '11' cost_currency: 'USD' } "
          "observations { observed_at @2026-10-31T22:00:00Z account: 'S2' meter: 'SEAT' "
          "               quantity: '0' } }")
      .Replied<v1::RecordCountsReply>("recorded: 2");
}

TEST(RecordCounts, TakesAccountsAndMetersThatNoOneMapped) {
  Provider()
      .When<v1::RecordCounts>(
          One("observed_at @2026-10-31T22:00:00Z account: 'X' meter: 'Y' quantity: '1'"))
      .Replied<v1::RecordCountsReply>("recorded: 1");
}

// U18 of the worked examples.
TEST(RecordCounts, KnowsWhatItWasToldBeforeAndRefusesAnotherFigure) {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::RecordCounts>(One(kSeen));

  scenario.When<v1::RecordCounts>(One(kSeen))
      .ThenNothing()
      .Replied<v1::RecordCountsReply>("already_known: 1");

  scenario
      .When<v1::RecordCounts>(
          One("observed_at @2026-10-31T22:00:00Z account: 'S1' meter: 'SEAT' quantity: '19'"))
      .ThenNothing()
      .Replied<v1::RecordCountsReply>(
          "refused { index: 0 field: 'quantity' message: 'is 19, but 18 was recorded for the same "
          "account, meter and instant; a correction needs an instant of its own' }");
}

TEST(RecordCounts, KnowsTheSameFigureWrittenOtherwise) {
  Scenario scenario = Provider();
  scenario
      .GivenCommand<v1::RecordCounts>(
          One(absl::StrCat(kSeen, "unit_cost: '11' cost_currency: 'USD'")))
      .When<v1::RecordCounts>(One("observed_at @2026-10-31T22:00:00Z account: 'S1' meter: 'SEAT' "
                                  "quantity: '18.000' unit_cost: '11.0000' cost_currency: 'USD'"))
      .ThenNothing()
      .Replied<v1::RecordCountsReply>("already_known: 1");
}

TEST(RecordCounts, RefusesAnotherCostOfTheSameObservation) {
  Scenario scenario = Provider();
  scenario
      .GivenCommand<v1::RecordCounts>(
          One(absl::StrCat(kSeen, "unit_cost: '11' cost_currency: 'USD'")))
      .When<v1::RecordCounts>(One(absl::StrCat(kSeen, "unit_cost: '12' cost_currency: 'USD'")))
      .ThenNothing()
      .Replied<v1::RecordCountsReply>(
          "refused { index: 0 field: 'quantity' message: 'is 18 at 12 USD, but 18 at 11 USD was "
          "recorded for the same account, meter and instant; a correction needs an instant of its "
          "own' }");
}

TEST(RecordCounts, TellsObservationsApartBySourceAccountMeterAndInstant) {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::RecordCounts>(One(kSeen));
  const char* others[] = {
      "source_id: 'rmm' observations { observed_at @2026-10-31T22:00:00Z account: 'S1' "
      "  meter: 'SEAT' quantity: '19' }",
      "source_id: 'shop' observations { observed_at @2026-10-31T22:00:00Z account: 'S2' "
      "  meter: 'SEAT' quantity: '19' }",
      "source_id: 'shop' observations { observed_at @2026-10-31T22:00:00Z account: 'S1' "
      "  meter: 'SEATS' quantity: '19' }",
      "source_id: 'shop' observations { observed_at @2026-10-31T22:00:00.000000001Z "
      "  account: 'S1' meter: 'SEAT' quantity: '19' }",
  };
  for (const char* other : others) {
    scenario.When<v1::RecordCounts>(absl::StrCat("org_id: 'msp' ", other))
        .Replied<v1::RecordCountsReply>("recorded: 1");
  }
}

TEST(RecordCounts, SortsTheObservationsOfOneCommandOneByOne) {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::RecordCounts>(One(kSeen))
      .When<v1::RecordCounts>(Record(absl::StrCat(
          // Known from before; new; the same again; another figure for it; wrong; new.
          "observations { ", kSeen, " } ",
          "observations { observed_at @2026-10-30T22:00:00Z account: 'S1' meter: 'SEAT' "
          "  quantity: '17' } ",
          "observations { observed_at @2026-10-30T22:00:00Z account: 'S1' meter: 'SEAT' "
          "  quantity: '17.0' } ",
          "observations { observed_at @2026-10-30T22:00:00Z account: 'S1' meter: 'SEAT' "
          "  quantity: '16' } ",
          "observations { observed_at @2026-10-29T22:00:00Z account: 'S1' meter: 'SEAT' "
          "  quantity: '-1' } ",
          "observations { observed_at @2026-10-28T22:00:00Z account: 'S1' meter: 'SEAT' "
          "  quantity: '15' }")))
      .Then(
          "counts_recorded { org_id: 'msp' source_id: 'shop' "
          "observations { observed_at @2026-10-30T22:00:00Z account: 'S1' meter: 'SEAT' "
          "  quantity: '17' } "
          "observations { observed_at @2026-10-28T22:00:00Z account: 'S1' meter: 'SEAT' "
          "  quantity: '15' } }")
      .Replied<v1::RecordCountsReply>(
          "recorded: 2 already_known: 2 "
          "refused { index: 3 field: 'quantity' message: 'is 16, but 17 was recorded for the same "
          "account, meter and instant; a correction needs an instant of its own' } "
          "refused { index: 4 field: 'quantity' "
          "          message: 'is \"-1\"; it must not be negative' }");
}

TEST(RecordCounts, RecordsNothingIfEveryObservationIsRefused) {
  Provider().When<v1::RecordCounts>(One("")).ThenNothing();
}

// Each row is right up to the field that it names, and wrong in every field after it.
TEST(RecordCounts, RefusesAnObservationByItsField) {
  const std::string long_name(257, 'x');
  struct Row {
    std::string observation;
    const char* field;
    const char* message;
  };
  const Row rows[] = {
      {"", "observed_at", "is missing"},
      {"observed_at { nanos: 1000000000 }", "observed_at", "is no instant of the calendar"},
      {"observed_at { seconds: 253402300800 }", "observed_at", "is no instant of the calendar"},
      {"observed_at @1969-12-31T23:59:59.999999999Z", "observed_at",
       "is 1969-12-31T23:59:59.999999999Z, before 1970"},
      {"observed_at @2026-11-03T12:05:00.000000001Z", "observed_at",
       "is 2026-11-03T12:05:00.000000001Z, in the future; it is 2026-11-03T12:00:00Z"},
      {"observed_at @2026-11-01T00:00:00Z", "account", "is missing"},
      {absl::StrCat("observed_at @2026-11-01T00:00:00Z account: '", long_name, "'"), "account",
       "is 257 bytes long; at most 256 are allowed"},
      {"observed_at @2026-11-01T00:00:00Z account: 'a\\000b'", "account",
       "has a control character at byte 2"},
      {"observed_at @2026-11-01T00:00:00Z account: 'A'", "meter", "is missing"},
      {"observed_at @2026-11-01T00:00:00Z account: 'A' meter: 'M\\n'", "meter",
       "has a control character at byte 2"},
      {"observed_at @2026-11-01T00:00:00Z account: 'A' meter: 'M'", "quantity", "is missing"},
      {"observed_at @2026-11-01T00:00:00Z account: 'A' meter: 'M' quantity: '1000000001'",
       "quantity", "is \"1000000001\"; a quantity is at most 1000000000"},
      {"observed_at @2026-11-01T00:00:00Z account: 'A' meter: 'M' change: '1' quantity: '1' "
       "members: 'a'",
       "quantity", "is given beside a change; give one of the two"},
      {"observed_at @2026-11-01T00:00:00Z account: 'A' meter: 'M' change: '1' members: 'a'",
       "members", "are given beside a change; give one of the two"},
      {"observed_at @2026-11-01T00:00:00Z account: 'A' meter: 'M' change: '+1'", "change",
       "is \"+1\"; a change is a decimal number like 12 or 12.50, of at most 18 digits"},
      {"observed_at @2026-11-01T00:00:00Z account: 'A' meter: 'M' members: 'a' members: ''",
       "members[1]", "is missing"},
      {absl::StrCat("observed_at @2026-11-01T00:00:00Z account: 'A' meter: 'M' members: '",
                    long_name, "'"),
       "members[0]", "is 257 bytes long; at most 256 are allowed"},
      {"observed_at @2026-11-01T00:00:00Z account: 'A' meter: 'M' members: 'a' members: 'b' "
       "members: 'a'",
       "members[2]", "names \"a\" again"},
      {"observed_at @2026-11-01T00:00:00Z account: 'A' meter: 'M' members: 'a' quantity: '2'",
       "quantity", "is 2, but the number of members is 1"},
      {"observed_at @2026-11-01T00:00:00Z account: 'A' meter: 'M' change: '1' unit_cost: '1'",
       "cost_currency", "is missing; a unit cost needs a currency"},
      {"observed_at @2026-11-01T00:00:00Z account: 'A' meter: 'M' quantity: '1' unit_cost: '-1'",
       "unit_cost", "is \"-1\"; it must not be negative"},
      {"observed_at @2026-11-01T00:00:00Z account: 'A' meter: 'M' quantity: '1' unit_cost: '1'",
       "cost_currency", "is missing; a unit cost needs a currency"},
      {"observed_at @2026-11-01T00:00:00Z account: 'A' meter: 'M' quantity: '1' unit_cost: '1' "
       "cost_currency: 'usd'",
       "cost_currency", "is \"usd\"; an ISO 4217 currency code is like EUR"},
  };
  for (const auto& [observation, field, message] : rows) {
    SCOPED_TRACE(observation);
    Scenario scenario = Provider();
    scenario.When(Parse<v1::RecordCounts>(One(observation))).ThenNothing();
    v1::RecordCountsReply reply;
    v1::RefusedObservation& refused = *reply.add_refused();
    refused.set_field(field);
    refused.set_message(message);
    scenario.Replied<v1::RecordCountsReply>(reply.ShortDebugString());
  }
}

// What is seen of SEAT on account S1 at the minute of 22 o'clock on 31 October.
std::string At(absl::string_view minute, absl::string_view fields) {
  return absl::StrCat("observations { observed_at @2026-10-31T22:", minute,
                      ":00Z account: 'S1' meter: 'SEAT' ", fields, " } ");
}

TEST(RecordCounts, RecordsWhatChangesComeTo) {
  Scenario scenario = Provider();
  scenario
      .GivenCommand<v1::RecordCounts>(
          Record(At("00", "quantity: '18'") +
                 // Other accounts and meters have counts of their own.
                 "observations { observed_at @2026-11-01T00:00:00Z account: 'S2' meter: 'SEAT' "
                 "  quantity: '50' } "
                 "observations { observed_at @2026-11-01T00:00:00Z account: 'S1' meter: 'SEATS' "
                 "  quantity: '50' }"))
      .When<v1::RecordCounts>(
          Record(At("10", "change: '3.50'") + At("20", "change: '-0'") +
                 At("30", "change: '-20.5' unit_cost: '11.0' cost_currency: 'USD'")))
      .Then(absl::StrCat(
          "counts_recorded { org_id: 'msp' source_id: 'shop' ",
          At("10", "quantity: '21.5' change: '3.5'"), At("20", "quantity: '21.5' change: '0'"),
          At("30", "quantity: '1' change: '-20.5' unit_cost: '11' cost_currency: 'USD'"), "}"))
      .Replied<v1::RecordCountsReply>("recorded: 3");
}

TEST(RecordCounts, TakesTheFirstChangeFromZero) {
  Provider()
      .When<v1::RecordCounts>(Record(At("10", "change: '3'")))
      .Then(absl::StrCat("counts_recorded { org_id: 'msp' source_id: 'shop' ",
                         At("10", "quantity: '3' change: '3'"), "}"));
}

TEST(RecordCounts, KnowsTheSameChangeAndRefusesAnother) {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::RecordCounts>(
      Record(At("00", "quantity: '18'") + At("10", "change: '3'") + At("20", "change: '-1'")));
  constexpr char kOwnInstant[] =
      "was recorded for the same account, meter and instant; a correction needs an instant of its "
      "own' } ";
  scenario
      .When<v1::RecordCounts>(Record(At("10", "change: '3.0'") + At("10", "change: '2'") +
                                     At("10", "quantity: '21'") + At("00", "change: '18'") +
                                     At("10", "change: '3' unit_cost: '7' cost_currency: 'USD'")))
      .ThenNothing()
      .Replied<v1::RecordCountsReply>(absl::StrCat(
          "already_known: 1 ",
          "refused { index: 1 field: 'change' message: 'is a change of 2, but 21, a change of 3, ",
          kOwnInstant,
          "refused { index: 2 field: 'quantity' message: 'is 21, but 21, a change of 3, ",
          kOwnInstant, "refused { index: 3 field: 'change' message: 'is a change of 18, but 18 ",
          kOwnInstant,
          "refused { index: 4 field: 'change' message: 'is a change of 3 at 7 USD, but 21, a "
          "change of 3, ",
          kOwnInstant));
}

TEST(RecordCounts, RefusesChangesThatComeTooLate) {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::RecordCounts>(Record(At("10", "quantity: '18'")));
  scenario
      .When<v1::RecordCounts>(Record(At("05", "change: '1'") + At("30", "change: '2'") +
                                     At("20", "change: '3'") + At("25", "quantity: '7'")))
      .Then(absl::StrCat("counts_recorded { org_id: 'msp' source_id: 'shop' ",
                         At("30", "quantity: '20' change: '2'"), At("25", "quantity: '7'"), "}"))
      .Replied<v1::RecordCountsReply>(
          "recorded: 2 "
          "refused { index: 0 field: 'change' message: 'comes too late: 18 was counted at "
          "2026-10-31T22:10:00Z; give the quantity instead' } "
          "refused { index: 2 field: 'change' message: 'comes too late: 20 was counted at "
          "2026-10-31T22:30:00Z; give the quantity instead' }");
}

TEST(RecordCounts, RefusesChangesToWhatCannotBeCounted) {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::RecordCounts>(Record(At("00", "quantity: '2'")));
  scenario
      .When<v1::RecordCounts>(
          Record(At("10", "change: '-2.000001'") + At("10", "change: '999999999'")))
      .ThenNothing()
      .Replied<v1::RecordCountsReply>(
          "refused { index: 0 field: 'change' message: 'is -2.000001, which makes -0.000001 of "
          "2' } "
          "refused { index: 1 field: 'change' message: 'is 999999999, which makes 1000000001 of "
          "2' }");
}

TEST(RecordCounts, CountsTheMembersThatAreNamed) {
  Provider()
      .When<v1::RecordCounts>(Record(At("10", "members: 'cyd' members: 'ann' members: 'Ann'") +
                                     At("20", "members: 'ann' quantity: '1.0'")))
      .Then(absl::StrCat("counts_recorded { org_id: 'msp' source_id: 'shop' ",
                         At("10", "quantity: '3' members: 'Ann' members: 'ann' members: 'cyd'"),
                         At("20", "quantity: '1' members: 'ann'"), "}"))
      .Replied<v1::RecordCountsReply>("recorded: 2");
}

TEST(RecordCounts, KnowsTheSameMembersInAnotherOrder) {
  Scenario scenario = Provider();
  scenario.GivenCommand<v1::RecordCounts>(Record(At("10", "members: 'ann' members: 'bob'")));
  constexpr char kOthers[] =
      "field: 'members' message: 'are others than those recorded for the same account, meter and "
      "instant; a correction needs an instant of its own' } ";
  scenario
      .When<v1::RecordCounts>(Record(At("10", "members: 'bob' members: 'ann'") +
                                     At("10", "quantity: '2' members: 'ann' members: 'cyd'") +
                                     At("10", "quantity: '2'") + At("10", "members: 'ann'")))
      .ThenNothing()
      .Replied<v1::RecordCountsReply>(absl::StrCat(
          "already_known: 1 refused { index: 1 ", kOthers, "refused { index: 2 ", kOthers,
          "refused { index: 3 field: 'quantity' message: 'is 1, but 2 was recorded for the same "
          "account, meter and instant; a correction needs an instant of its own' }"));
}

TEST(RecordCounts, TakesTenThousandMembers) {
  std::string members;
  for (int i = 0; i < 10'000; ++i) absl::StrAppend(&members, "members: 'm", i, "' ");
  Provider()
      .When<v1::RecordCounts>(Record(At("10", members)))
      .Replied<v1::RecordCountsReply>("recorded: 1");
  Provider()
      .When<v1::RecordCounts>(Record(At("10", members + "members: 'one more'")))
      .Replied<v1::RecordCountsReply>(
          "refused { field: 'members' message: 'are 10001; at most 10000 are allowed' }");
}

// Clocks of sources may be five minutes ahead of ours.
TEST(RecordCounts, TakesObservationsFrom1970ToALittleAhead) {
  for (const char* instant : {"1970-01-01T00:00:00Z", "2026-11-03T12:05:00Z"}) {
    Provider()
        .When<v1::RecordCounts>(One(
            absl::StrCat("observed_at @", instant, " account: 'S1' meter: 'SEAT' quantity: '1'")))
        .Replied<v1::RecordCountsReply>("recorded: 1");
  }
}

TEST(RecordCounts, Refuses) {
  Provider()
      .When<v1::RecordCounts>("org_id: 'none' source_id: 'none'")
      .Refused(v1::REASON_ORG_NOT_FOUND, "org_id");
  Provider()
      .When<v1::RecordCounts>("org_id: 'msp' source_id: 'none'")
      .Refused(v1::REASON_SOURCE_NOT_FOUND, "source_id");
}

}  // namespace
}  // namespace tally
