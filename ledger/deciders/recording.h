// Recording: what commands that record many entries have in common. Each entry is recorded, already
// known, or refused by itself; the ones that are recorded are one event.

#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "ledger/store/encoding.h"
#include "tally/v1/options.pb.h"

namespace tally {

// What is wrong with an entry, in which field.
struct Wrong {
  std::string field;
  std::string message;
};

// Says what is wrong with a text that must be there, or that may be empty.
std::optional<Wrong> CheckNeeded(absl::string_view field, const std::string& text,
                                 v1::Format format);
std::optional<Wrong> CheckOptional(absl::string_view field, const std::string& text,
                                   v1::Format format);

// Names the first field in which `entry` is not as `known`, which was recorded under the same id,
// and ends with `advice`.
Wrong Conflict(const google::protobuf::Message& known, const google::protobuf::Message& entry,
               absl::string_view advice);

// Sorts the entries of one command. Call Refuse() or Take() once for each, in order.
template <class Entry, class Reply>
class Recording {
 public:
  void Refuse(const Wrong& wrong) {
    auto& refused = *reply_.add_refused();
    refused.set_index(index_++);
    refused.set_field(wrong.field);
    refused.set_message(wrong.message);
  }

  // Takes `entry` of which nothing is wrong, and which the books know as `in_books`. `id` is what
  // tells it from others, `advice` what to do with another entry under the same id.
  void Take(Entry entry, const std::string& id, const std::optional<Entry>& in_books,
            absl::string_view advice) {
    const auto here = places_.find(id);
    const Entry* known = here != places_.end() ? &entries_.Get(here->second)
                         : in_books            ? &*in_books
                                               : nullptr;
    if (known == nullptr) return Record(std::move(entry), id);
    if (EncodeDeterministically(*known) != EncodeDeterministically(entry)) {
      return Refuse(Conflict(*known, entry, advice));
    }
    reply_.set_already_known(reply_.already_known() + 1);
    index_ += 1;
  }

  // Those to be recorded.
  const google::protobuf::RepeatedPtrField<Entry>& entries() const { return entries_; }
  const Reply& reply() const { return reply_; }

 private:
  void Record(Entry entry, const std::string& id) {
    places_[id] = entries_.size();
    *entries_.Add() = std::move(entry);
    reply_.set_recorded(reply_.recorded() + 1);
    index_ += 1;
  }

  google::protobuf::RepeatedPtrField<Entry> entries_;
  Reply reply_;
  // Index of the next entry in the command.
  uint32_t index_ = 0;
  // Where in entries_ the entry with an id stands.
  std::map<std::string, int> places_;
};

}  // namespace tally
