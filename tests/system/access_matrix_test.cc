// Every method of the contract, called by every role: in its own org, in another, in one that does
// not exist, for the whole daemon, and without signing in.
//
// All of it is made from the descriptors and the lists of roles, so a new method cannot be
// forgotten.

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_replace.h"
#include "daemon/access/reach.h"
#include "daemon/access/roles.h"
#include "daemon/rpc/gate.h"
#include "system/support/filled.h"
#include "system/support/members.h"

namespace tally {
namespace {

using google::protobuf::MethodDescriptor;

// All of a length, so that answers about them differ in nothing else.
constexpr char kOwn[] = "org-a";
constexpr char kOther[] = "org-b";
constexpr char kNone[] = "org-c";

std::string NameOf(const MethodDescriptor& method) {
  return absl::StrCat(method.service()->name(), ".", method.name());
}

// Whether requests of the method name an org, and whether they must.
bool NamesOrg(const MethodDescriptor& method) {
  return !AboutOf(*FilledRequest(method, kOwn)).org_id.empty();
}
bool MustNameOrg(const MethodDescriptor& method) {
  return !AboutOf(*FilledRequest(method, "")).org_id.empty();
}

class AccessMatrix : public Members {
 protected:
  AccessMatrix() {
    for (const char* org : {kOwn, kOther}) {
      DefineOrg(org);
      // So that those who follow refusals see one.
      Refused<v1::DefineItem>(
          absl::StrCat("org_id: '", org, "' item { item_id: 'i' name: 'I' tax_id: 'none' }"),
          v1::REASON_TAX_NOT_FOUND, "item.tax_id");
    }
  }

  static WireOutcome Send(const Guest& guest, const MethodDescriptor& method,
                          const std::string& org_id) {
    return guest.Call(PathOf(method), FilledRequest(method, org_id)->SerializeAsString());
  }

  static bool IsTurnedAway(const WireOutcome& outcome) {
    return absl::IsUnauthenticated(outcome.status) || absl::IsPermissionDenied(outcome.status) ||
           ReasonIn(outcome.status) == "REASON_ORG_NOT_FOUND";
  }

  // All that came over the wire, as if it was about kNone.
  static std::string AsAboutNone(const WireOutcome& outcome, const char* org) {
    const std::string all =
        absl::StrCat(static_cast<int>(outcome.status.code()), "\n", outcome.status.message(), "\n",
                     outcome.details, "\n", outcome.reply);
    return absl::StrReplaceAll(all, {{org, kNone}});
  }

  const Roles roles_;
};

TEST_F(AccessMatrix, InItsOwnOrgEachRoleCallsWhatItsListSays) {
  for (const auto& [role, list] : roles_.lists()) {
    const Guest guest = NewGuest(Add(kOwn, role, absl::StrCat("grants { role: '", role, "' }")));
    for (const MethodDescriptor* method : MethodsOfContract()) {
      const std::string name = NameOf(*method);
      if (!NamesOrg(*method) && !IsAboutNoOrg(name)) continue;
      SCOPED_TRACE(absl::StrCat(role, " ", name));
      const WireOutcome outcome = Send(guest, *method, kOwn);
      if (list.contains(name)) {
        EXPECT_FALSE(IsTurnedAway(outcome)) << outcome.status;
      } else {
        EXPECT_EQ(ReasonIn(outcome.status), "REASON_NOT_PERMITTED") << outcome.status;
        EXPECT_EQ(outcome.reply, "");
      }
    }
  }
}

TEST_F(AccessMatrix, InAnotherOrgItIsAsIfTheOrgDidNotExist) {
  for (const auto& [role, list] : roles_.lists()) {
    const Guest guest = NewGuest(Add(kOwn, role, absl::StrCat("grants { role: '", role, "' }")));
    for (const MethodDescriptor* method : MethodsOfContract()) {
      if (!NamesOrg(*method)) continue;
      const std::string name = NameOf(*method);
      SCOPED_TRACE(absl::StrCat(role, " ", name));
      const WireOutcome other = Send(guest, *method, kOther);
      const WireOutcome none = Send(guest, *method, kNone);
      EXPECT_EQ(AsAboutNone(other, kOther), AsAboutNone(none, kNone));
      EXPECT_EQ(ReasonIn(other.status),
                list.contains(name) ? "REASON_ORG_NOT_FOUND" : "REASON_NOT_PERMITTED")
          << other.status;
      EXPECT_EQ(other.reply, "");
    }
  }
}

TEST_F(AccessMatrix, TheWholeDaemonIsForThoseWhoWereGrantedIt) {
  const std::string everything = "grants { role: 'admin' }";
  const Guest of_org = NewGuest(Add(kOwn, "org-admin", everything));
  const Guest of_orgs =
      NewGuest(Add("", "orgs-admin", "grants { role: 'admin' org_ids: 'org-a' org_ids: 'org-b' }"));
  const Guest of_all = NewGuest(Add("", "daemon-admin", everything));
  for (const MethodDescriptor* method : MethodsOfContract()) {
    const std::string name = NameOf(*method);
    if (MustNameOrg(*method) || IsAboutNoOrg(name)) continue;
    SCOPED_TRACE(name);
    for (const Guest* guest : {&of_org, &of_orgs}) {
      const WireOutcome outcome = Send(*guest, *method, "");
      EXPECT_EQ(ReasonIn(outcome.status), "REASON_NOT_PERMITTED") << outcome.status;
      EXPECT_EQ(outcome.reply, "");
    }
    // What takes everything out or puts it back is tried elsewhere.
    if (method->service()->name() == "Backups") continue;
    EXPECT_FALSE(IsTurnedAway(Send(of_all, *method, "")));
  }
}

// What a new org could be told apart by: one who may do everything is told by the ledger.
TEST_F(AccessMatrix, WhatIsSentIsWhatTheGateTakes) {
  for (const MethodDescriptor* method : MethodsOfContract()) {
    if (!NamesOrg(*method)) continue;
    SCOPED_TRACE(NameOf(*method));
    const absl::Status status = Validate(*FilledRequest(*method, kNone));
    EXPECT_EQ(status, absl::OkStatus());
  }
}

TEST_F(AccessMatrix, NobodyCallsAnythingWithoutSigningIn) {
  const Guest nobody(daemon_.loopback());
  const Guest forged = NewGuest(NewToken());
  for (const MethodDescriptor* method : MethodsOfContract()) {
    SCOPED_TRACE(NameOf(*method));
    for (const Guest* guest : {&nobody, &forged}) {
      const WireOutcome outcome = Send(*guest, *method, kOwn);
      EXPECT_EQ(ReasonIn(outcome.status), "REASON_CALLER_UNKNOWN") << outcome.status;
      EXPECT_EQ(outcome.status.code(), absl::StatusCode::kUnauthenticated);
      EXPECT_EQ(outcome.reply, "");
    }
    // Nor with a request that cannot be read, which says nothing of the fields.
    EXPECT_EQ(ReasonIn(nobody.Call(PathOf(*method), "\xff").status), "REASON_CALLER_UNKNOWN");
  }
}

TEST_F(AccessMatrix, NothingOfThisIsRecordedInTheOtherOrg) {
  const auto refusals = [&](const char* org) {
    return Do<v1::ListRefusalsRequest>(absl::StrCat("org_id: '", org, "'")).SerializeAsString();
  };
  const std::string before = refusals(kOther);
  const uint64_t position = Head();
  const Guest guest = NewGuest(Add(kOwn, "ann", "grants { role: 'admin' }"));
  const uint64_t added = Head();
  for (const MethodDescriptor* method : MethodsOfContract()) {
    if (!NamesOrg(*method)) continue;
    Send(guest, *method, kOther);
    auto incomplete = NewMessage(*method->input_type());
    guest.Call(PathOf(*method), incomplete->SerializeAsString());
  }
  EXPECT_EQ(refusals(kOther), before);
  EXPECT_EQ(Head(), added);
  EXPECT_GT(added, position);
}

}  // namespace
}  // namespace tally
