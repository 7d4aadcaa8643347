// WriteAccountingSystems: where documents are posted to, as a book says it.

#pragma once

#include "clients/cli/book/yaml_text.h"
#include "tally/v1/orgs.pb.h"

namespace tally {

// Returns the accounting systems by name, each a map on one line.
YamlFields AccountingSystemFields(const v1::Org& org);

}  // namespace tally
