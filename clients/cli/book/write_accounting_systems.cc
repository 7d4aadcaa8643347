#include "clients/cli/book/write_accounting_systems.h"

namespace tally {

YamlFields AccountingSystemFields(const v1::Org& org) {
  YamlFields systems;
  for (const v1::AccountingSystem& system : org.accounting_systems()) {
    YamlFields fields;
    fields.AddIf("accepts_voids", system.accepts_voids());
    systems.Add(system.system(), fields.OnOneLine());
  }
  return systems;
}

}  // namespace tally
