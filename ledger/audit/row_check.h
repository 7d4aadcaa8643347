// RowCheck: compares the rows of a fold with those that were made again from the events, byte for
// byte, those that are history too.

#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "ledger/audit/findings.h"
#include "ledger/store/prefix_store.h"

namespace tally {

class RowCheck {
 public:
  // `fold` is the name of the fold, `stored_prefix` and `made_prefix` what its keys start with in
  // `stored` and in `made`. All must outlive this.
  RowCheck(absl::string_view fold, Store& stored, const std::string& stored_prefix, Store& made,
           const std::string& made_prefix, Findings& findings);

  // Compares some more rows, about `at_most`. False if there are no more.
  bool Continue(uint64_t at_most);

  // Rows compared so far.
  uint64_t row_count() const { return row_count_; }

 private:
  void Found(absl::string_view key, absl::string_view version, absl::string_view message);
  void CompareRow();

  // Such as `projection invoice_list`.
  const std::string subject_;
  const PrefixStore stored_rows_;
  const PrefixStore made_rows_;
  Findings& findings_;
  const std::unique_ptr<Cursor> stored_;
  const std::unique_ptr<Cursor> made_;
  uint64_t row_count_ = 0;
};

}  // namespace tally
