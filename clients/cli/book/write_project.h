// WriteProject: writes a project as a book has it.

#pragma once

#include <string>

#include "clients/cli/book/book.h"
#include "clients/cli/book/yaml_text.h"

namespace tally {

// Returns the project as an entry of the section `projects`.
std::string ProjectText(const v1::Project& project);

// Return the fields of a project without its tasks, and of a task without its id.
YamlFields ProjectFields(const v1::Project& project);
YamlFields TaskFields(const v1::Task& task);

}  // namespace tally
