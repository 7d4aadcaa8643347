// Projects: what projects come to, as lists and one by one.

#pragma once

#include <string>

#include "clients/cli/show/look.h"
#include "tally/v1/projects.pb.h"

namespace tally {

std::string ProjectTable(const v1::ProjectPage& page, const Look& look);

// Returns a project with what each of its tasks comes to before tax.
std::string ProjectSheet(const v1::ProjectView& view, const Look& look);

}  // namespace tally
