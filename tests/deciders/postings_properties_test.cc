// Whatever is done with documents in whatever order, each is in one state, and the lists of the
// states say so in the order in which the documents came into them.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <vector>

#include "properties/choice.h"
#include "support/postings.h"

namespace tally {
namespace {

// What is known of the documents without the books: the ones in each state, in order.
class Model {
 public:
  void Move(const std::string& number, v1::PostingState state) {
    for (auto& [each, numbers] : in_) std::erase(numbers, number);
    in_[state].push_back(number);
  }

  v1::PostingState StateOf(const std::string& number) const {
    for (const auto& [state, numbers] : in_) {
      if (std::ranges::find(numbers, number) != numbers.end()) return state;
    }
    return v1::POSTING_STATE_NOT_WAITING;
  }

  std::string In(v1::PostingState state) { return absl::StrJoin(in_[state], " "); }

 private:
  std::map<v1::PostingState, std::vector<std::string>> in_;
};

// Tries to bring the document into another state; the command must be accepted exactly if it is one
// of `from`.
template <class C>
void Try(Scenario& scenario, Model& model, const std::string& number, absl::string_view more,
         std::initializer_list<v1::PostingState> from, v1::PostingState to) {
  const bool is_possible = std::find(from.begin(), from.end(), model.StateOf(number)) != from.end();
  scenario.When<C>(Of(number, more));
  RC_ASSERT(is_possible == !scenario.events().empty());
  if (!is_possible) return;
  scenario.GivenCommand<C>(Of(number, more));
  model.Move(number, to);
}

uint32_t LastAttemptAt(const Scenario& scenario, const std::string& number) {
  const auto posting = scenario.books().postings.Find("msp", "books", number);
  return posting ? posting->attempts() : 1;
}

RC_GTEST_PROP(Postings, AreInOneStateEach, ()) {
  Scenario scenario = ProviderWithBooks();
  Model model;
  int issued = 0;
  for (int step = 0; step < 60; ++step) {
    const std::string number = absl::StrCat("B-", Between(1, std::max(1, issued)));
    const int action = issued == 0 ? 0 : Between(0, 5);
    switch (action) {
      case 0: {
        const std::string next = absl::StrCat("B-", ++issued);
        Issue(scenario, next);
        model.Move(next, v1::POSTING_STATE_WAITING);
        break;
      }
      case 1:
      case 2:
        Try<v1::BeginPosting>(
            scenario, model, number, "",
            {v1::POSTING_STATE_WAITING, v1::POSTING_STATE_IN_DOUBT, v1::POSTING_STATE_FAILED},
            v1::POSTING_STATE_IN_DOUBT);
        break;
      case 3:
      case 4:
        Try<v1::CompletePosting>(scenario, model, number,
                                 absl::StrCat("external_id: '", number, "'"),
                                 {v1::POSTING_STATE_IN_DOUBT}, v1::POSTING_STATE_POSTED);
        break;
      default:
        Try<v1::FailPosting>(
            scenario, model, number,
            absl::StrCat("attempt: ", LastAttemptAt(scenario, number), " reason: 'r'"),
            {v1::POSTING_STATE_IN_DOUBT}, v1::POSTING_STATE_FAILED);
    }
  }
  for (const v1::PostingState state : {v1::POSTING_STATE_WAITING, v1::POSTING_STATE_IN_DOUBT,
                                       v1::POSTING_STATE_POSTED, v1::POSTING_STATE_FAILED}) {
    RC_ASSERT(DocumentsIn(state, scenario) == model.In(state));
  }
}

}  // namespace
}  // namespace tally
