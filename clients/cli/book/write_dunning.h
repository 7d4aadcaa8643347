// WriteDunning: what an org does about overdue invoices, and when it runs months, as a book says
// it.

#pragma once

#include "clients/cli/book/yaml_text.h"
#include "tally/v1/orgs.pb.h"

namespace tally {

// Returns the fields of `dunning`; none if nothing is done. Steps are a list on one line.
YamlFields DunningFields(const v1::DunningPolicy& policy);

// Returns the fields of `calendar`; none if no month is run by itself.
YamlFields CalendarFields(const v1::Org& org);

}  // namespace tally
