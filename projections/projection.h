// Projection: a table of answers, folded from the log and rebuildable from it.
//
// A projection is a struct on a store with a name, a version, the list of events that it reads and
// one On() for each of them. The ledger feeds it events in log order, in the same write as the
// events themselves, and rebuilds it when its version is raised.

#pragma once

#include <concepts>
#include <memory>

#include "absl/strings/string_view.h"
#include "ledger/events/fold.h"
#include "ledger/events/visit.h"
#include "tally/v1/events.pb.h"

namespace tally {

template <class P, class Body>
concept Handles = requires(P& projection, const Body& body, const v1::RecordedEvent& recorded) {
  projection.On(body, recorded);
};

template <class... Bodies>
struct EventList {
  template <class Body>
  static constexpr bool kHas = (std::same_as<Body, Bodies> || ...);

  // True if `P` has an On() for every event in the list.
  template <class P>
  static constexpr bool kHandledBy = (Handles<P, Bodies> && ...);
};

template <class P>
concept Projection =
    P::Reads::template kHandledBy<P> && std::constructible_from<P, Store&> && requires {
      { P::kName } -> std::convertible_to<absl::string_view>;
      { P::kVersion } -> std::convertible_to<uint32_t>;
    };

// Applies `event` to `projection` if it reads events of that type.
template <Projection P>
void Apply(P& projection, const v1::RecordedEvent& event) {
  Visit(event.event(), [&]<class Body>(const Body& body) {
    if constexpr (P::Reads::template kHas<Body>) projection.On(body, event);
  });
}

// Returns `P` as a fold of the log.
template <Projection P>
Fold FoldOf() {
  return {.name = P::kName, .version = P::kVersion, .bind = [](Store& rows) -> Fold::Apply {
            return [projection = std::make_shared<P>(rows)](const v1::RecordedEvent& event) {
              Apply(*projection, event);
            };
          }};
}

}  // namespace tally
