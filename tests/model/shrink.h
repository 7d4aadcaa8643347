// Shrink: finds a few of the things that lead to a failure, by delta debugging: ddmin of Zeller and
// Hildebrandt, "Simplifying and Isolating Failure-Inducing Input" (2002).

#pragma once

#include <algorithm>
#include <functional>
#include <iterator>
#include <vector>

namespace tally {

// Returns some of `things`, in their order, that still fail, and of which no single one can be left
// out, unless `tries` are used up before. All of them must fail.
template <class Thing>
std::vector<Thing> Shrink(std::vector<Thing> things,
                          const std::function<bool(const std::vector<Thing>&)>& fails,
                          int tries = 1'000) {
  size_t parts = 2;
  while (things.size() >= 2 && tries > 0) {
    const size_t size = (things.size() + parts - 1) / parts;
    bool is_smaller = false;
    for (size_t start = 0; start < things.size() && tries > 0; start += size, --tries) {
      const auto first = things.begin() + static_cast<ptrdiff_t>(start);
      const auto last =
          things.begin() + static_cast<ptrdiff_t>(std::min(start + size, things.size()));
      std::vector<Thing> rest(things.begin(), first);
      rest.insert(rest.end(), last, things.end());
      if (!fails(rest)) continue;
      things = std::move(rest);
      parts = std::max<size_t>(parts - 1, 2);
      is_smaller = true;
      break;
    }
    if (is_smaller) continue;
    if (size == 1) break;
    parts = std::min(parts * 2, things.size());
  }
  return things;
}

}  // namespace tally
