#include "daemon/access/roles.h"

#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "ledger/formats/format.h"
#include "tally/v1/options.pb.h"

namespace tally {
namespace {

using Methods = std::vector<const char*>;

// Whoever is somebody.
const Methods kEverybody = {"Access.ListRoles", "Access.WhoAmI", "Events.GetHead"};

// Sees what is billed, and why.
const Methods kViewer = {
    "AccountingPeriods.List",
    "Catalog.Get",
    "Catalog.List",
    "Counts.List",
    "Customers.Get",
    "Customers.List",
    "Drafts.Get",
    "Drafts.List",
    "ExchangeRates.List",
    "Explain.Invoice",
    "Insight.CheckBook",
    "Insight.GetRevenue",
    "Insight.ListCoverage",
    "Insight.ListLeaks",
    "Insight.ListRoundings",
    "Invoices.Get",
    "Invoices.GetCreditNote",
    "Invoices.List",
    "Invoices.ListCreditNotes",
    "Late.List",
    "Orgs.Get",
    "Orgs.List",
    "Payments.Get",
    "Payments.List",
    "Payments.ListCredits",
    "Plans.Get",
    "Plans.List",
    "Postings.Get",
    "Postings.List",
    "Projects.Get",
    "Projects.List",
    "Quotes.Get",
    "Quotes.List",
    "Receivables.GetAging",
    "Receivables.GetBalance",
    "Receivables.GetStatement",
    "Receivables.ListDisputes",
    "Receivables.PreviewDunning",
    "Runs.Follow",
    "Runs.Get",
    "Runs.List",
    "Runs.ListOutcomes",
    "Runs.Preview",
    "Sources.Get",
    "Sources.List",
    "Taxes.Get",
    "Taxes.List",
    "Trials.GetComparison",
    "Usage.ListCharges",
    "Usage.ListTime",
    "Usage.ListTriggers",
    "WhatIf.Preview",
};

// Sees everything that a viewer does, and how it came to be.
const Methods kAuditor = {
    "Access.Get",           "Access.List",
    "Access.ReadLog",       "Audit.Check",
    "Audit.Export",         "Audit.ExportTiles",
    "Audit.FollowRefusals", "Audit.GetCheckpoint",
    "Audit.ListRefusals",   "Audit.ProveConsistency",
    "Audit.ProveInclusion", "Audit.ProveInvoice",
    "Conflicts.List",       "Consumers.Get",
    "Consumers.List",       "Consumers.ListParked",
    "Events.Read",          "Events.Subscribe",
    "Journal.Export",       "Journal.ListBalances",
};

// A program that brings counts and usage in, and documents and events out.
const Methods kConnector = {
    "Consumers.Acknowledge", "Consumers.Fail", "Consumers.Receive",   "Counts.Record",
    "Counts.RecordStream",   "Postings.Begin", "Postings.Complete",   "Postings.Fail",
    "Postings.Get",          "Postings.List",  "Usage.RecordCharges", "Usage.RecordTime",
    "Usage.RecordTriggers",
};

// Sees what a viewer does, keeps the book, and makes drafts.
const Methods kOperator = {
    "Catalog.Define",
    "Consumers.Define",
    "Consumers.Get",
    "Consumers.List",
    "Consumers.ListParked",
    "Consumers.Remove",
    "Consumers.ReplayParked",
    "Counts.Record",
    "Counts.RecordStream",
    "Customers.Define",
    "Drafts.Hold",
    "Drafts.OverrideLine",
    "Drafts.Regenerate",
    "Drafts.Reject",
    "Drafts.Release",
    "Drafts.WaiveFlag",
    "ExchangeRates.Record",
    "Payments.Allocate",
    "Payments.Record",
    "Payments.Reverse",
    "Plans.Set",
    "Projects.Bill",
    "Projects.Define",
    "Quotes.Accept",
    "Quotes.Decline",
    "Quotes.Revise",
    "Quotes.Send",
    "Receivables.CloseDispute",
    "Receivables.Dun",
    "Receivables.OpenDispute",
    "Runs.Start",
    "Sources.Define",
    "Taxes.Define",
    "Trials.Record",
    "Usage.RecordCharges",
    "Usage.RecordTime",
    "Usage.RecordTriggers",
};

// Sees what a viewer does, and decides what goes out and what is given up.
const Methods kApprover = {
    "AccountingPeriods.Close",
    "AccountingPeriods.Reopen",
    "Conflicts.List",
    "Drafts.Approve",
    "Drafts.Hold",
    "Drafts.Reject",
    "Drafts.Release",
    "ExchangeRates.Revalue",
    "Invoices.Correct",
    "Invoices.Credit",
    "Invoices.Void",
    "Late.Credit",
    "Late.Waive",
    "Payments.Grant",
    "Payments.Refund",
    "Receivables.ReverseWriteOff",
    "Receivables.WriteOff",
};

// Does everything that any role does, and this. So an admin may call every method of the contract.
const Methods kAdmin = {
    "Access.AddToken", "Access.Define",  "Access.Remove",   "Access.RevokeToken", "Backups.Create",
    "Backups.List",    "Backups.Verify", "Backups.Restore", "Orgs.Define",
};

std::set<std::string> SetOf(std::initializer_list<const Methods*> lists) {
  std::set<std::string> methods(kEverybody.begin(), kEverybody.end());
  for (const Methods* list : lists) methods.insert(list->begin(), list->end());
  return methods;
}

// The ones of `methods` that `pattern` stands for; none if there are none.
std::set<std::string> MethodsLike(const std::string& pattern,
                                  const std::set<std::string>& methods) {
  std::set<std::string> found;
  absl::string_view service = pattern;
  const bool is_whole_service = absl::ConsumeSuffix(&service, ".*");
  const std::string first = absl::StrCat(service, ".");
  for (const std::string& method : methods) {
    const bool is_like = is_whole_service ? absl::StartsWith(method, first) : method == pattern;
    if (is_like) found.insert(method);
  }
  return found;
}

}  // namespace

Roles::Roles() {
  lists_["viewer"] = SetOf({&kViewer});
  lists_["auditor"] = SetOf({&kViewer, &kAuditor});
  lists_["connector"] = SetOf({&kConnector});
  lists_["operator"] = SetOf({&kViewer, &kOperator});
  lists_["approver"] = SetOf({&kViewer, &kApprover});
  lists_[kAdminRole] = SetOf({&kViewer, &kAuditor, &kConnector, &kOperator, &kApprover, &kAdmin});
}

absl::StatusOr<Roles> Roles::With(const RoleLists& custom) {
  Roles roles;
  for (const auto& [role, patterns] : custom) {
    if (roles.Has(role)) {
      return absl::InvalidArgumentError(
          absl::StrCat("role ", role, ": is one that there always is; choose another name"));
    }
    if (const auto problem = ProblemWith(role, v1::FORMAT_ID)) {
      return absl::InvalidArgumentError(absl::StrCat("role ", role, ": its name ", *problem));
    }
    std::set<std::string> methods(kEverybody.begin(), kEverybody.end());
    for (const std::string& pattern : patterns) {
      std::set<std::string> found = MethodsLike(pattern, roles.lists_[kAdminRole]);
      if (found.empty()) {
        return absl::InvalidArgumentError(
            absl::StrCat("role ", role, ": there is no method \"", pattern,
                         "\"; write one like Drafts.Approve, or Drafts.* for all of a service"));
      }
      methods.merge(found);
    }
    roles.lists_[role] = std::move(methods);
  }
  return roles;
}

bool Roles::Permits(const std::string& role, const std::string& method) const {
  const auto list = lists_.find(role);
  return list != lists_.end() && list->second.contains(method);
}

}  // namespace tally
