// Canonical: the one form in which books that say the same are the same.

#pragma once

#include "clients/cli/book/book.h"

namespace tally {

// Returns the book with decimals in their shortest form, defaults and line ids filled in, a
// customer's currency left out where it is the org's, and all in order of id: only the lines of a
// plan and the tasks of a project keep theirs, because invoices follow it. Etags stay.
Book Canonical(Book book);

}  // namespace tally
