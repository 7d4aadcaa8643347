#include "clients/cli/book/diff.h"

#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/book/facts.h"

namespace tally {
namespace {

constexpr char kAbsent[] = "(none)";

std::string IdOf(const v1::Org& org) { return org.org_id(); }
std::string IdOf(const v1::Tax& tax) { return tax.tax_id(); }
std::string IdOf(const v1::Item& item) { return item.item_id(); }
std::string IdOf(const v1::Source& source) { return source.source_id(); }
std::string IdOf(const v1::Customer& customer) { return customer.customer_id(); }
std::string IdOf(const v1::Plan& plan) {
  return absl::StrCat(plan.customer_id(), ".plan[", plan.effective_from(), "]");
}

std::string IdOf(const v1::Project& project) { return project.project_id(); }

bool IsOfLine(const std::string& field) {
  return absl::StartsWith(field, "lines[") || absl::StartsWith(field, "tasks[");
}

// Whether the two have other lines or tasks: their order then needs no words of its own.
bool HaveOtherLines(const Facts& before, const Facts& after) {
  for (const auto& [field, value] : before) {
    if (IsOfLine(field) && !after.contains(field)) return true;
  }
  for (const auto& [field, value] : after) {
    if (IsOfLine(field) && !before.contains(field)) return true;
  }
  return false;
}

// Says how `after` differs from `before`, field by field.
std::vector<std::string> Differences(const std::string& id, Facts before, Facts after) {
  if (HaveOtherLines(before, after)) {
    for (const char* order : {"lines", "tasks"}) {
      before.erase(order);
      after.erase(order);
    }
  }
  std::vector<std::string> words;
  const auto say = [&](const std::string& field, const std::string& from, const std::string& to) {
    words.push_back(absl::StrCat(id, ".", field, ": ", from, " -> ", to));
  };
  for (const auto& [field, value] : before) {
    const auto now = after.find(field);
    if (now == after.end()) {
      say(field, value, kAbsent);
    } else if (now->second != value) {
      say(field, value, now->second);
    }
  }
  for (const auto& [field, value] : after) {
    if (!before.contains(field)) say(field, kAbsent, value);
  }
  return words;
}

template <typename Resource>
PartDiff ComparePart(const std::vector<Resource>& ledger, const std::vector<Resource>& wanted) {
  std::map<std::string, const Resource*> known;
  for (const Resource& resource : ledger) known.emplace(IdOf(resource), &resource);

  PartDiff diff;
  for (size_t index = 0; index < wanted.size(); ++index) {
    const std::string id = IdOf(wanted[index]);
    const auto before = known.find(id);
    if (before == known.end()) {
      diff.changes.push_back({index, id, "", {}});
      continue;
    }
    auto words = Differences(id, FactsOf(*before->second), FactsOf(wanted[index]));
    if (words.empty()) {
      ++diff.unchanged;
    } else {
      diff.changes.push_back({index, id, before->second->etag(), std::move(words)});
    }
    known.erase(before);
  }
  for (const auto& [id, resource] : known) diff.left_alone.push_back(id);
  return diff;
}

}  // namespace

const char* PartName(Part part) {
  constexpr const char* kNames[kParts] = {"org",       "taxes", "items",   "sources",
                                          "customers", "plans", "projects"};
  return kNames[static_cast<size_t>(part)];
}

size_t BookDiff::changes() const {
  size_t count = 0;
  for (const PartDiff& part : parts) count += part.changes.size();
  return count;
}

BookDiff Compare(const Book& ledger, const Book& wanted) {
  std::vector<v1::Org> org_before;
  if (!ledger.org.org_id().empty()) org_before.push_back(ledger.org);

  BookDiff diff;
  diff.of(Part::kOrg) = ComparePart(org_before, {wanted.org});
  diff.of(Part::kTaxes) = ComparePart(ledger.taxes, wanted.taxes);
  diff.of(Part::kItems) = ComparePart(ledger.items, wanted.items);
  diff.of(Part::kSources) = ComparePart(ledger.sources, wanted.sources);
  diff.of(Part::kCustomers) = ComparePart(ledger.customers, wanted.customers);
  diff.of(Part::kPlans) = ComparePart(ledger.plans, wanted.plans);
  diff.of(Part::kProjects) = ComparePart(ledger.projects, wanted.projects);
  return diff;
}

}  // namespace tally
