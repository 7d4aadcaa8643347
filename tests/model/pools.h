// Pools: what commands of the model are made up of. Each is small, so that commands meet.

#pragma once

#include <algorithm>
#include <initializer_list>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "simulation/chance.h"

namespace tally {

class Pools {
 public:
  explicit Pools(Chance& chance) : chance_(chance) {}

  bool OneIn(uint64_t count) { return chance_.OneIn(count); }
  uint64_t Between(uint64_t least, uint64_t most) { return chance_.Between(least, most); }
  std::string OneOf(std::initializer_list<absl::string_view> texts) {
    return std::string(*(texts.begin() + chance_.Below(texts.size())));
  }
  // `text` in one case of so many, else nothing.
  std::string Sometimes(uint64_t count, absl::string_view text) {
    return OneIn(count) ? std::string(text) : "";
  }

  // Some are asked for more often than others.
  std::string Customer() {
    return OneIn(25) ? "nobody" : OneOf({"c0", "c0", "c0", "c1", "c1", "c2"});
  }
  std::string Item() { return OneIn(25) ? "nothing" : OneOf({"i0", "i1"}); }
  std::string Source() { return OneIn(25) ? "nowhere" : OneOf({"s0", "s0", "s1"}); }
  // A month of which some are drafted, or that is not over for ages.
  std::string Month() { return OneIn(40) ? "2999-01" : absl::StrCat("2024-0", Between(1, 3)); }
  // Empty for today, in the past, or in the future.
  std::string Date() {
    return OneIn(2) ? "" : OneOf({"2024-02-10", "2024-05-05", "2024-08-08", "2999-12-31"});
  }
  // The first ones are there before the others.
  std::string Invoice() {
    return absl::StrFormat("B-%03d", std::min(Between(1, 7), Between(1, 7)));
  }
  std::string Document() { return OneIn(3) ? absl::StrFormat("K-%03d", Between(1, 3)) : Invoice(); }
  std::string Line() { return OneOf({"base", "base", "base", "seats", "task", "none"}); }
  std::string Price() { return absl::StrCat(Between(1, 90), OneIn(2) ? "" : ".99"); }
  // An amount of money that is right most of the time: the customer c2 pays in euros.
  std::string Money(absl::string_view customer_id = "c0") {
    const std::string units =
        OneIn(12) ? OneOf({"0", "-500", "100000000"}) : absl::StrCat(Between(1, 12'000));
    const bool is_in_euros = (customer_id == "c2") != OneIn(15);
    return absl::StrCat("minor_units: ", units, " currency: '", is_in_euros ? "EUR" : "USD", "'");
  }
  // Fields of a command: an etag that may be the resource's.
  std::string Etag() { return OneIn(3) ? OneOf({" etag: 'now'", " etag: 'stale'"}) : ""; }

 private:
  Chance& chance_;
};

}  // namespace tally
