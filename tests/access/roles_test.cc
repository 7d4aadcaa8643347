#include "daemon/access/roles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/access/reach.h"
#include "daemon/services/services.h"
#include "support/contract.h"

namespace tally {
namespace {

using testing::HasSubstr;
using testing::IsSubsetOf;

// With this all of the contract is linked, and can be found by its descriptors.
[[gnu::used]] const auto kServed = &AllServices;

// All methods of the contract, as roles write them.
std::set<std::string> AllMethods() {
  std::set<std::string> methods;
  for (const auto* method : MethodsOfContract()) {
    methods.insert(absl::StrCat(method->service()->name(), ".", method->name()));
  }
  return methods;
}

// A new method must be put into the list of some role, and one that goes must leave all.
TEST(Roles, OfAnAdminAreAllMethodsOfTheContractAndNoOthers) {
  EXPECT_EQ(Roles().lists().at(kAdminRole), AllMethods());
}

TEST(Roles, NameMethodsOfTheContract) {
  const std::set<std::string> methods = AllMethods();
  const Roles roles;
  for (const auto& [role, list] : roles.lists()) {
    EXPECT_THAT(list, IsSubsetOf(methods)) << role;
    EXPECT_FALSE(list.empty()) << role;
  }
}

TEST(Roles, ThatSeeDoNotChange) {
  for (const auto* method : MethodsOfContract()) {
    if (!IsCommand(*method)) continue;
    const std::string name = absl::StrCat(method->service()->name(), ".", method->name());
    EXPECT_FALSE(Roles().Permits("viewer", name)) << name;
    EXPECT_FALSE(Roles().Permits("auditor", name)) << name;
  }
}

TEST(Roles, KeepPreparingAndApprovingApart) {
  const Roles roles;
  EXPECT_TRUE(roles.Permits("operator", "Runs.Start"));
  EXPECT_FALSE(roles.Permits("operator", "Drafts.Approve"));
  EXPECT_TRUE(roles.Permits("approver", "Drafts.Approve"));
  EXPECT_FALSE(roles.Permits("approver", "Plans.Set"));
  for (const char* role : {"viewer", "auditor", "connector", "operator", "approver"}) {
    for (const char* method : {"Access.Define", "Access.AddToken", "Backups.Restore"}) {
      EXPECT_FALSE(roles.Permits(role, method)) << role << " " << method;
    }
  }
}

TEST(Roles, ThatThereAreNotPermitNothing) {
  for (const char* role : {"", "Admin", "admin ", "none"}) {
    EXPECT_FALSE(Roles().Has(role));
    EXPECT_FALSE(Roles().Permits(role, "Access.WhoAmI")) << role;
  }
}

TEST(Roles, OfOnesOwnAreListsOfMethodsAndWholeServices) {
  const auto roles = Roles::With({{"clerk", {"Payments.*", "Drafts.Get"}}, {"nobody", {}}});
  ASSERT_TRUE(roles.ok()) << roles.status();
  for (const char* method : {"Payments.Record", "Payments.Refund", "Drafts.Get", "Access.WhoAmI"}) {
    EXPECT_TRUE(roles->Permits("clerk", method)) << method;
  }
  EXPECT_FALSE(roles->Permits("clerk", "Drafts.List"));
  EXPECT_FALSE(roles->Permits("nobody", "Drafts.Get"));
  EXPECT_TRUE(roles->Permits("nobody", "Access.WhoAmI"));
}

TEST(Roles, OfOnesOwnAreRefusedIfTheyNameWhatThereIsNot) {
  const struct {
    RoleLists lists;
    const char* message;
  } rows[] = {
      {{{"admin", {}}}, "choose another name"},
      {{{"Clerk", {}}}, "its name"},
      {{{"clerk", {"Payments.Steal"}}}, "there is no method \"Payments.Steal\""},
      {{{"clerk", {"Payment.*"}}}, "there is no method"},
      {{{"clerk", {"*"}}}, "there is no method"},
      {{{"clerk", {"Payments."}}}, "there is no method"},
      {{{"clerk", {""}}}, "there is no method"},
  };
  for (const auto& [lists, message] : rows) {
    const auto roles = Roles::With(lists);
    ASSERT_FALSE(roles.ok()) << message;
    EXPECT_THAT(std::string(roles.status().message()), HasSubstr(message));
  }
}

// What may be called without naming an org must answer with nothing of an org.
TEST(Reach, ConcernsMethodsOfTheContractAlone) {
  int about_no_org = 0;
  for (const std::string& method : AllMethods()) about_no_org += IsAboutNoOrg(method) ? 1 : 0;
  EXPECT_EQ(about_no_org, 7);
}

}  // namespace
}  // namespace tally
