// BeancountWriter: the journal for beancount. `bean-check` accepts it: each account is opened on
// the day of its first posting.

#pragma once

#include <map>
#include <string>

#include "clients/cli/journal/journal_writer.h"

namespace tally {

class BeancountWriter final : public JournalWriter {
 public:
  void Add(const v1::JournalEntry& entry) override;
  std::string Text(const JournalHead& head) const override;

 private:
  // The day of the first posting, by account and by currency.
  std::map<std::string, std::string> accounts_;
  std::map<std::string, std::string> currencies_;
  std::string entries_;
};

}  // namespace tally
