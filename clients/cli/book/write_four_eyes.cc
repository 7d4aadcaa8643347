#include "clients/cli/book/write_four_eyes.h"

#include "clients/cli/book/yaml_text.h"

namespace tally {

std::string FourEyesText(const v1::Org& org) {
  if (!org.has_four_eyes()) return "";
  YamlFields fields;
  fields.Add("above", org.four_eyes().above());
  fields.AddIf("exceptions", org.four_eyes().exceptions());
  const std::string text = fields.OnOneLineIfAny();
  return text.empty() ? "true" : text;
}

}  // namespace tally
