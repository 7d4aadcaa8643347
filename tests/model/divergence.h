// Divergence: something that the model says otherwise.

#pragma once

#include <string>

namespace tally {

struct Divergence {
  // What kind of thing it is, without figures: the same when the sequence that leads there is cut.
  std::string kind;
  // With figures, and of which command.
  std::string words;
};

}  // namespace tally
