#include "clients/cli/csv/usage_columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "clients/cli/csv/exchange_rate_columns.h"

namespace tally {
namespace {

using ::testing::HasSubstr;

// The entry in the first row of a file, or what is wrong with that row or the file.
template <class Entry>
std::string First(const std::vector<EntryColumn<Entry>>& columns, const std::string& csv,
                  const Entry& blank = {}) {
  std::istringstream in(csv);
  EntriesFile<Entry> file(in, columns, blank);
  if (!file.problem().empty()) return "! " + file.problem();
  EntryRow<Entry> row;
  EXPECT_TRUE(file.Next(row));
  if (row.problem.message.empty()) return row.entry.ShortDebugString();
  return "! " + row.problem.column + ": " + row.problem.message;
}

std::string Time(const std::string& csv) { return First(TimeColumns(), csv); }

TEST(TimeColumns, FillAnEntry) {
  EXPECT_EQ(Time("entry,customer,date,minutes,ticket,project,billable,rate,description\n"
                 "t1,acme,2026-10-05,90,T-1,web,no,120.50,\"On site, twice\"\n"),
            "entry_id: \"t1\" customer_id: \"acme\" date: \"2026-10-05\" minutes: 90 "
            "ticket: \"T-1\" project: \"web\" not_billable: true unit_price: \"120.50\" "
            "description: \"On site, twice\"");
  EXPECT_EQ(Time("hours,entry,customer,date\n4.25,t1,acme,2026-10-05\n"),
            "entry_id: \"t1\" customer_id: \"acme\" date: \"2026-10-05\" minutes: 255");
}

TEST(TimeColumns, AreNeededAsFarAsAnEntryNeedsThem) {
  EXPECT_EQ(Time("entry,customer,minutes\n"),
            "! the header has no column date; the first row names the columns, such as "
            "entry,customer,date,minutes");
  EXPECT_EQ(Time("entry,customer,date,ticket\n"),
            "! the header has no column minutes or hours; the first row names the columns, such as "
            "entry,customer,date,minutes");
}

// What becomes of the cells of minutes and hours.
std::string Length(const std::string& minutes, const std::string& hours) {
  const std::string entry =
      Time("entry,customer,date,minutes,hours\nt,c,d," + minutes + "," + hours + "\n");
  const std::string start = "entry_id: \"t\" customer_id: \"c\" date: \"d\"";
  return entry.rfind(start, 0) == 0 ? entry.substr(start.size()) : entry;
}

TEST(TimeColumns, TakeMinutesOrHours) {
  EXPECT_EQ(Length("90", ""), " minutes: 90");
  EXPECT_EQ(Length("", "1.5"), " minutes: 90");
  EXPECT_EQ(Length("", "0.05"), " minutes: 3");
  EXPECT_EQ(Length("", "24"), " minutes: 1440");
  // Whether it is too long the ledger says.
  EXPECT_EQ(Length("1441", ""), " minutes: 1441");
  EXPECT_EQ(Length("", ""), "");
}

TEST(TimeColumns, TellCellsThatAreNoLength) {
  EXPECT_EQ(Length("1.5", ""), "! minutes: not a number of minutes: \"1.5\"; write it like 90");
  EXPECT_EQ(Length("-5", ""), "! minutes: not a number of minutes: \"-5\"; write it like 90");
  EXPECT_EQ(Length("99999999999", ""),
            "! minutes: not a number of minutes: \"99999999999\"; write it like 90");
  EXPECT_EQ(Length("90", "1.5"), "! hours: stands beside minutes; keep one of the two");
  EXPECT_EQ(Length("", "1:30"), "! hours: not a number of hours: \"1:30\"; write it like 1.5");
  EXPECT_EQ(Length("", "-1"), "! hours: not a number of hours: \"-1\"; write it like 1.5");
  EXPECT_EQ(Length("", "0.33"),
            "! hours: no whole minutes: \"0.33\"; write it like 1.5, or give minutes in a column "
            "minutes");
  EXPECT_EQ(Length("", "999999999999"), "! hours: too many hours: \"999999999999\"; a day has 24");
}

TEST(TimeColumns, TakeYesAndNo) {
  const auto billable = [](const std::string& cell) {
    const std::string entry = Time("entry,customer,date,minutes,billable\nt,c,d,5," + cell + "\n");
    if (entry[0] == '!') return entry;
    return std::string(entry.find("not_billable: true") == std::string::npos ? "yes" : "no");
  };
  for (const char* cell : {"", "yes", "Yes", "true", "TRUE"}) EXPECT_EQ(billable(cell), "yes");
  for (const char* cell : {"no", "No", "false"}) EXPECT_EQ(billable(cell), "no");
  EXPECT_EQ(billable("perhaps"), "! billable: neither yes nor no: \"perhaps\"");
}

TEST(TimeColumns, AreNamedWhereTheLedgerRefusesAField) {
  std::istringstream minutes("entry,customer,date,minutes\n");
  std::istringstream hours("entry,customer,date,hours\n");
  EXPECT_EQ(EntriesFile<v1::TimeEntry>(minutes, TimeColumns()).ColumnOf("minutes"), "minutes");
  EXPECT_EQ(EntriesFile<v1::TimeEntry>(hours, TimeColumns()).ColumnOf("minutes"), "hours");
  std::istringstream in("entry,customer,date,minutes\n");
  const EntriesFile<v1::TimeEntry> file(in, TimeColumns());
  EXPECT_EQ(file.ColumnOf("entry_id"), "entry");
  EXPECT_EQ(file.ColumnOf("customer_id"), "customer");
  EXPECT_EQ(file.ColumnOf("not_billable"), "billable");
  EXPECT_EQ(file.ColumnOf("unit_price"), "rate");
}

TEST(ChargeColumns, FillACharge) {
  const std::string header = "entry,customer,date,kind,quantity,unit_cost,currency,description\n";
  EXPECT_EQ(First(ChargeColumns(), header + "c1,acme,2026-10-05,hardware,2,410.50,EUR,Laptop\n"),
            "entry_id: \"c1\" customer_id: \"acme\" date: \"2026-10-05\" "
            "kind: CHARGE_KIND_HARDWARE description: \"Laptop\" quantity: \"2\" "
            "unit_cost: \"410.50\" cost_currency: \"EUR\"");
  EXPECT_THAT(First(ChargeColumns(), header + "c1,acme,2026-10-05,expense,2,410.50,EUR,\n"),
              HasSubstr("CHARGE_KIND_EXPENSE"));
  for (const char* kind : {"any", "Hardware", "unspecified", "travel"}) {
    EXPECT_EQ(First(ChargeColumns(), header + "c1,acme,2026-10-05," + kind + ",2,1,EUR,\n"),
              std::string("! kind: not a kind: \"") + kind + "\"; there are hardware, expense");
  }
}

TEST(TriggerColumns, FillATrigger) {
  EXPECT_EQ(First(TriggerColumns(),
                  "key,customer,kind,date,subject,amount,percent,description\n"
                  "m1,acme,milestone,2026-10-05,web,2500,,Signed off\n"),
            "key: \"m1\" customer_id: \"acme\" kind: TRIGGER_KIND_MILESTONE date: \"2026-10-05\" "
            "subject: \"web\" amount: \"2500\" description: \"Signed off\"");
  EXPECT_EQ(First(TriggerColumns(), "key,customer,kind,date\nm1,acme,wonder,2026-10-05\n"),
            "! kind: not a kind: \"wonder\"; there are milestone, deal, contract_end, renewal, "
            "hours_threshold, sla_breach");
}

TEST(ExchangeRateColumns, FillARate) {
  EXPECT_EQ(First(ExchangeRateColumns(), "from,to,rate,date,source\nUSD,EUR,0.91,2026-10-31,ECB\n"),
            "from_currency: \"USD\" to_currency: \"EUR\" rate: \"0.91\" date: \"2026-10-31\" "
            "source: \"ECB\"");
}

TEST(ExchangeRateColumns, LeaveTheSourceAsItWasSaidForAllRows) {
  v1::ExchangeRate blank;
  blank.set_source("ECB");
  const std::string rate =
      "from_currency: \"USD\" to_currency: \"EUR\" rate: \"0.91\" date: \"2026-10-31\" ";
  EXPECT_EQ(First(ExchangeRateColumns(), "from,to,rate,date\nUSD,EUR,0.91,2026-10-31\n", blank),
            rate + "source: \"ECB\"");
  EXPECT_EQ(
      First(ExchangeRateColumns(), "from,to,rate,date,source\nUSD,EUR,0.91,2026-10-31,\n", blank),
      rate + "source: \"ECB\"");
  EXPECT_EQ(First(ExchangeRateColumns(), "from,to,rate,date,source\nUSD,EUR,0.91,2026-10-31,BoE\n",
                  blank),
            rate + "source: \"BoE\"");
}

}  // namespace
}  // namespace tally
