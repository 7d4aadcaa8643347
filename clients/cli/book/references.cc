#include "clients/cli/book/references.h"

#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cli/text/suggestion.h"

namespace tally {
namespace {

// Complains of the references that are in none of `ids`. `kind` is such as `tax`, and `section` the
// part of the book that would have it.
void CheckKind(const std::vector<Reference>& references, const std::vector<std::string>& ids,
               absl::string_view kind, absl::string_view section, Problems& problems) {
  const std::set<std::string> known(ids.begin(), ids.end());
  for (const Reference& reference : references) {
    if (known.contains(reference.id)) continue;
    problems.Add(reference.place, reference.path,
                 absl::StrCat("is `", reference.id, "`, but there is no such ", kind, " under ",
                              section, DidYouMean(reference.id, ids)));
  }
}

void CheckAccounts(const std::vector<AccountClaim>& claims, Problems& problems) {
  std::map<std::pair<std::string, std::string>, const AccountClaim*> owners;
  for (const AccountClaim& claim : claims) {
    const auto [owner, is_first] = owners.try_emplace({claim.source_id, claim.account}, &claim);
    if (is_first) continue;
    problems.Add(claim.place, claim.path,
                 absl::StrCat("is \"", claim.account, "\", which is ", owner->second->customer_id,
                              "'s on line ", owner->second->place.line, " already"));
  }
}

}  // namespace

std::string ReadReference(const Field& field, std::vector<Reference>& references) {
  std::string id = field.Id();
  if (!id.empty()) references.push_back({id, field.place(), field.path()});
  return id;
}

void CheckReferences(const Book& book, const References& references, Problems& problems) {
  std::vector<std::string> taxes = {kExempt};
  for (const v1::Tax& tax : book.taxes) taxes.push_back(tax.tax_id());
  std::vector<std::string> items;
  items.reserve(book.items.size());
  for (const v1::Item& item : book.items) items.push_back(item.item_id());
  std::vector<std::string> sources;
  sources.reserve(book.sources.size());
  for (const v1::Source& source : book.sources) sources.push_back(source.source_id());

  CheckKind(references.taxes, taxes, "tax", "taxes", problems);
  CheckKind(references.items, items, "item", "catalog", problems);
  CheckKind(references.sources, sources, "source", "sources", problems);
  CheckAccounts(references.accounts, problems);
}

}  // namespace tally
