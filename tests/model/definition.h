// Definition: what commands that define a whole resource have in common.

#pragma once

#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <set>
#include <string>

#include "model/state.h"
#include "model/taken.h"

namespace tally {

template <class Resource>
bool IsAs(const Resource& is, const Resource& wanted) {
  return google::protobuf::util::MessageDifferencer::Equals(is, wanted);
}

// Whether `etag` is not that of the resource. What the model was never shown is another one.
template <class Resource>
bool IsStale(const std::string& etag, const Defined<Resource>* current) {
  return !etag.empty() && (current == nullptr || current->etag != etag);
}

template <class Map, class Key>
const typename Map::mapped_type* FindIn(const Map& map, const Key& key) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : &found->second;
}

// Whether two of `items` have the same key.
template <class Items, class KeyOf>
bool HasTwice(const Items& items, KeyOf key_of) {
  std::set<std::string> keys;
  return std::any_of(items.begin(), items.end(),
                     [&](const auto& item) { return !keys.insert(key_of(item)).second; });
}

// Takes Event, which carries the resource, unless it is as it was.
template <class Event, class Resource, class Map, class Key, class ResourceOf>
void TakeDefined(const Resource& wanted, Map& map, const Key& key, ResourceOf resource_of,
                 Taken& taken) {
  const auto* current = FindIn(map, key);
  if (current != nullptr && IsAs(current->is, wanted)) return;
  taken.ExpectMessage(wanted, resource_of(taken.Next<Event>()), "what is defined");
  map[key] = {.is = wanted, .etag = ""};
}

}  // namespace tally
