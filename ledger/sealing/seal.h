// Seal: takes the personal texts out of an event, so that what is hashed and proved outlasts their
// erasure. log.proto says what a seal is.

#pragma once

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_field.h"
#include "tally/v1/event.pb.h"
#include "tally/v1/log.pb.h"

namespace tally {

// What an event says where a personal text was erased.
inline constexpr char kErased[] = "[erased]";

using PersonalTextList = google::protobuf::RepeatedPtrField<v1::PersonalText>;

// Returns the seal of `text`.
std::string SealOf(absl::string_view salt, absl::string_view text);

// Seals the personal texts of `event`, each with a salt that `new_salt` makes, and appends them to
// `texts` in the order of their seals.
void Seal(v1::Event& event, const std::function<std::string()>& new_salt, PersonalTextList& texts);

// Puts the texts from the one at `next` on back into the sealed `event`, and moves `next` behind
// them. DATA_LOSS if there are too few, or one does not fit its seal.
absl::Status Unseal(v1::Event& event, const PersonalTextList& texts, int& next);

}  // namespace tally
