#include "daemon/access/reach.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

#include "access/books_of_two.h"
#include "ledger/base/refusal.h"
#include "support/contract.h"

namespace tally {
namespace {

class Reaches : public testing::Test {
 protected:
  // A caller of `org`, of the daemon if that is empty, with grants in text format.
  static Caller With(const std::string& org, const std::vector<const char*>& grants) {
    Caller caller{.actor = "ann", .org_id = org};
    for (const char* grant : grants) caller.grants.push_back(Parse<v1::Grant>(grant));
    return caller;
  }

  // Why `caller` may not call the method, such as `Drafts/Get`, with a request in text format:
  // `REASON field`; empty if they may.
  std::string Check(const Caller& caller, const std::string& method, const std::string& text) {
    const auto request = ParseRequest(method, text);
    std::string name = method;
    std::replace(name.begin(), name.end(), '/', '.');
    const absl::Status status = CheckReach(caller, roles_, name, *request, books_.books());
    if (status.ok()) return "";
    const auto refusal = RefusalOf(status);
    return absl::StrCat(v1::Reason_Name(refusal->reason()), " ", refusal->field());
  }

  const Roles roles_;
  const BooksOfTwo books_;
};

constexpr char kNotPermitted[] = "REASON_NOT_PERMITTED ";
constexpr char kNoOrg[] = "REASON_ORG_NOT_FOUND org_id";

TEST_F(Reaches, ItsOwnOrgAlone) {
  const Caller ann = With("msp", {"role: 'operator'"});
  EXPECT_EQ(Check(ann, "Customers/List", "org_id: 'msp'"), "");
  // No id but its own, however it is written.
  for (const char* org : {"other", "none", "msp.", ".", "..", "../msp", "msp/../other", "MSP",
                          "mѕp", "msp ", "msp\\0"}) {
    EXPECT_EQ(Check(ann, "Customers/List", absl::StrCat("org_id: '", org, "'")), kNoOrg) << org;
  }
  EXPECT_EQ(Check(ann, "Customers/List", absl::StrCat("org_id: '", std::string(1 << 16, 'm'), "'")),
            kNoOrg);
  EXPECT_EQ(Check(ann, "Catalog/Define", "org_id: 'msp'"), "");
  EXPECT_EQ(Check(ann, "Orgs/Define", "org { org_id: 'msp' }"), kNotPermitted);
}

TEST_F(Reaches, TheOrgWhereverTheRequestNamesIt) {
  const Caller admin = With("msp", {"role: 'admin'"});
  EXPECT_EQ(Check(admin, "Orgs/Define", "org { org_id: 'msp' }"), "");
  EXPECT_EQ(Check(admin, "Orgs/Define", "org { org_id: 'other' }"),
            "REASON_ORG_NOT_FOUND org.org_id");
  EXPECT_EQ(Check(admin, "Orgs/Define", "org { org_id: 'new' }"),
            "REASON_ORG_NOT_FOUND org.org_id");
}

TEST_F(Reaches, WhatItsRolesPermitThere) {
  const Caller support =
      With("", {"role: 'viewer' org_ids: 'msp'", "role: 'operator' org_ids: 'other'"});
  EXPECT_EQ(Check(support, "Customers/List", "org_id: 'msp'"), "");
  EXPECT_EQ(Check(support, "Customers/List", "org_id: 'other'"), "");
  EXPECT_EQ(Check(support, "Catalog/Define", "org_id: 'other'"), "");
  EXPECT_EQ(Check(support, "Catalog/Define", "org_id: 'msp'"), kNotPermitted);
  EXPECT_EQ(Check(support, "Catalog/Define", "org_id: 'third'"), kNoOrg);
  EXPECT_EQ(Check(support, "Drafts/Approve", "org_id: 'third'"), kNotPermitted);
}

// Without an org a request is about the whole daemon, and so is one that could name none.
TEST_F(Reaches, TheDaemonOnlyWithAGrantForAll) {
  const Caller of_msp = With("msp", {"role: 'admin'"});
  const Caller of_both = With("", {"role: 'admin' org_ids: 'msp' org_ids: 'other'"});
  const Caller of_all = With("", {"role: 'admin'"});
  const std::pair<const char*, const char*> rows[] = {
      {"Events/Read", ""},
      {"Events/Subscribe", ""},
      {"Audit/Export", ""},
      {"Audit/ExportTiles", ""},
      {"Audit/Check", ""},
      {"Backups/Create", ""},
      {"Backups/Restore", ""},
      {"Access/ReadLog", ""},
      {"Access/List", ""},
      {"Access/Define", "principal { principal_id: 'me' }"},
      {"Access/AddToken", "principal_id: 'root'"},
  };
  for (const auto& [method, text] : rows) {
    EXPECT_EQ(Check(of_msp, method, text), kNotPermitted) << method;
    EXPECT_EQ(Check(of_both, method, text), kNotPermitted) << method;
    EXPECT_EQ(Check(of_all, method, text), "") << method;
  }
  // A grant for all orgs is for those to come, too.
  EXPECT_EQ(Check(of_all, "Orgs/Define", "org { org_id: 'new' }"), "");
}

TEST_F(Reaches, OnlyTheCustomersThatItsGrantsName) {
  const Caller ann = With("msp", {"role: 'operator' customer_ids: 'acme'"});
  const std::tuple<const char*, const char*, const char*> rows[] = {
      {"Customers/Get", "customer_id: 'acme'", ""},
      {"Customers/Get", "customer_id: 'beta'", "REASON_CUSTOMER_NOT_FOUND customer_id"},
      {"Customers/Get", "customer_id: 'none'", "REASON_CUSTOMER_NOT_FOUND customer_id"},
      {"Customers/Define", "customer { customer_id: 'new' }",
       "REASON_CUSTOMER_NOT_FOUND customer.customer_id"},
      {"Plans/Set", "plan { customer_id: 'acme' }", ""},
      {"Plans/Set", "plan { customer_id: 'beta' }", "REASON_CUSTOMER_NOT_FOUND plan.customer_id"},
      {"Runs/Start", "customer_ids: 'acme'", ""},
      {"Runs/Start", "customer_ids: 'acme' customer_ids: 'beta'",
       "REASON_CUSTOMER_NOT_FOUND customer_ids[1]"},
      {"WhatIf/Preview", "customer_ids: 'acme' changes { plan { customer_id: 'beta' } }",
       "REASON_CUSTOMER_NOT_FOUND changes[0].plan.customer_id"},
      // What names none of them, or one in passing, is about all.
      {"WhatIf/Preview", "changes { customer { customer_id: 'acme' } }", kNotPermitted},
      {"Runs/Start", "month: '2026-10'", kNotPermitted},
      {"Customers/List", "", kNotPermitted},
      {"Catalog/Define", "item { item_id: 'seat' }", kNotPermitted},
      {"Invoices/List", "", kNotPermitted},
      {"Invoices/Get", "", kNotPermitted},
      // Of what does not exist the ledger says so.
      {"Invoices/Get", "invoice_number: 'none'", ""},
  };
  for (const auto& [method, text, expected] : rows) {
    SCOPED_TRACE(absl::StrCat(method, " ", text));
    EXPECT_EQ(Check(ann, method, absl::StrCat("org_id: 'msp' ", text)), expected);
  }
  const Caller both =
      With("msp", {"role: 'viewer' customer_ids: 'acme'", "role: 'viewer' customer_ids: 'beta'"});
  EXPECT_EQ(Check(both, "Customers/Get", "org_id: 'msp' customer_id: 'beta'"), "");
  // One role for some and another for all: each for its own methods.
  const Caller mixed = With("msp", {"role: 'viewer'", "role: 'operator' customer_ids: 'acme'"});
  EXPECT_EQ(Check(mixed, "Customers/List", "org_id: 'msp'"), "");
  EXPECT_EQ(Check(mixed, "Plans/Set", "org_id: 'msp' plan { customer_id: 'beta' }"),
            "REASON_CUSTOMER_NOT_FOUND plan.customer_id");
}

TEST_F(Reaches, NothingWithoutGrants) {
  const Caller nobody = With("msp", {});
  EXPECT_EQ(Check(nobody, "Customers/List", "org_id: 'msp'"), kNotPermitted);
  EXPECT_EQ(Check(nobody, "Customers/List", "org_id: 'other'"), kNotPermitted);
  EXPECT_EQ(Check(With("msp", {"role: 'unknown'"}), "Access/WhoAmI", ""), kNotPermitted);
  EXPECT_EQ(Check(With("msp", {"role: 'viewer'"}), "Access/WhoAmI", ""), "");
}

}  // namespace
}  // namespace tally
