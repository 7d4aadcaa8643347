#include "ledger/explain/override.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/explain/words.h"
#include "ledger/rating/new_line.h"

namespace tally {
namespace {

// Who set the figure that `changes` are about: the last who did.
const std::string& ActorOf(const v1::DraftLine& rated, const std::vector<LineChange>& changes) {
  return changes.empty() ? rated.override().actor() : changes.back().actor;
}

v1::Line LineBefore(const Basis& basis, const v1::DraftLine& rated, DraftStory::Figure figure) {
  if ((rated.override().*figure)().empty()) return rated.line();
  const std::vector<LineChange> changes = basis.story.ChangesOf(rated.line().line_id(), figure);
  return changes.empty() ? rated.line() : changes.front().before.line();
}

}  // namespace

v1::Explanation& AddSetQuantity(const Basis& basis, const v1::DraftLine& rated, Grounds& grounds,
                                v1::Explanation& line) {
  const std::string& set = rated.override().quantity();
  if (set.empty()) return line;
  const std::vector<LineChange> changes =
      basis.story.ChangesOf(rated.line().line_id(), &v1::LineOverride::quantity);
  v1::Explanation& quantity = grounds.Under(line, v1::EXPLANATION_KIND_QUANTITY,
                                            SetQuantityWords(set, ActorOf(rated, changes)));
  for (const LineChange& change : changes) {
    grounds.Under(quantity, v1::EXPLANATION_KIND_OVERRIDE,
                  ChangeWords(grounds.DeedAt(change.position, basis.month.zone), "quantity",
                              change.after.override().quantity(), change.before.line().quantity(),
                              change.reason),
                  change.position);
  }
  return quantity;
}

v1::Explanation& AddSetPrice(const Basis& basis, const v1::DraftLine& rated, Grounds& grounds,
                             v1::Explanation& line) {
  if (rated.override().unit_price().empty()) return line;
  const std::string& currency = CurrencyOf(basis.org, basis.customer);
  const auto in_words = [&](const std::string& price) {
    return absl::StrCat(PriceWords(price, currency), " ", currency);
  };
  const std::vector<LineChange> changes =
      basis.story.ChangesOf(rated.line().line_id(), &v1::LineOverride::unit_price);
  v1::Explanation& price =
      grounds.Under(line, v1::EXPLANATION_KIND_PRICE,
                    SetPriceWords(rated.line().unit_price(), currency, ActorOf(rated, changes)));
  for (const LineChange& change : changes) {
    grounds.Under(price, v1::EXPLANATION_KIND_OVERRIDE,
                  ChangeWords(grounds.DeedAt(change.position, basis.month.zone), "price",
                              in_words(change.after.line().unit_price()),
                              in_words(change.before.line().unit_price()), change.reason),
                  change.position);
  }
  return price;
}

v1::Line LineBeforeSetQuantity(const Basis& basis, const v1::DraftLine& rated) {
  return LineBefore(basis, rated, &v1::LineOverride::quantity);
}

v1::Line LineBeforeSetPrice(const Basis& basis, const v1::DraftLine& rated) {
  return LineBefore(basis, rated, &v1::LineOverride::unit_price);
}

}  // namespace tally
