// Facts: what a part of a book says, field by field and in the book's own words.
//
// Two parts say the same if their facts are equal; where they differ, the facts that differ are
// what to tell a person.

#pragma once

#include <map>
#include <string>

#include "clients/cli/book/book.h"

namespace tally {

// Values by field, such as `lines[managed-server].price` → `149`.
using Facts = std::map<std::string, std::string>;

// Each takes a part of a canonical book.
Facts FactsOf(const v1::Org& org);
Facts FactsOf(const v1::Tax& tax);
Facts FactsOf(const v1::Item& item);
Facts FactsOf(const v1::Source& source);
Facts FactsOf(const v1::Customer& customer);
// The fields `lines` and `commitments` are the order of these.
Facts FactsOf(const v1::Plan& plan);
// The field `tasks` is the order of these.
Facts FactsOf(const v1::Project& project);

// Returns `net_30`, `due_on_receipt`, `eom`, `eom_15`, …
std::string TermsWord(const v1::PaymentTerms& terms);

}  // namespace tally
