#include "ledger/audit/subject.h"

#include "absl/strings/str_cat.h"
#include "ledger/events/stream.h"
#include "ledger/events/visit.h"

namespace tally {
namespace {

template <class Body>
concept IsOfDraft = requires(const Body& body) {
  body.customer_id();
  body.month();
};

template <class Body>
concept IsOfRun = requires(const Body& body) { body.run_id(); };

}  // namespace

std::string SubjectOf(const v1::Event& event) {
  std::string subject = TypeOf(event);
  Visit(event, [&]<class Body>(const Body& body) {
    if constexpr (IsOfDraft<Body>) {
      subject = absl::StrCat("draft of ", body.customer_id(), " for ", body.month());
    } else if constexpr (IsOfRun<Body>) {
      subject = absl::StrCat("run ", body.run_id());
    } else if constexpr (requires { body.invoice(); }) {
      subject = absl::StrCat("invoice ", body.invoice().number());
    } else if constexpr (requires { body.credit_note(); }) {
      subject = absl::StrCat("credit note ", body.credit_note().number());
    } else if constexpr (requires { body.invoice_number(); }) {
      subject = absl::StrCat("invoice ", body.invoice_number());
    } else if constexpr (requires { body.document_number(); }) {
      subject = absl::StrCat("document ", body.document_number());
    }
  });
  return subject;
}

bool HoldsDocument(const v1::Event& event) {
  bool holds = false;
  Visit(event, [&](const auto& body) {
    holds = requires { body.content(); } || requires { body.invoice(); } ||
            requires { body.credit_note(); };
  });
  return holds;
}

}  // namespace tally
