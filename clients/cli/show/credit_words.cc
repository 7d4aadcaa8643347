#include "clients/cli/show/credit_words.h"

#include <google/protobuf/descriptor.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace tally {
namespace {

// Returns the value's name without what all of its enum start with; a value that this program does
// not know yet is its number.
std::string NameOf(const google::protobuf::EnumDescriptor* type, absl::string_view prefix,
                   int number) {
  const auto* value = type->FindValueByNumber(number);
  if (value == nullptr) return absl::StrCat(number);
  return absl::AsciiStrToLower(absl::StripPrefix(value->name(), prefix));
}

std::string NameOf(v1::CreditKind kind) {
  return NameOf(v1::CreditKind_descriptor(), "CREDIT_KIND_", kind);
}

}  // namespace

std::vector<std::string> CreditKindNames() {
  return {NameOf(v1::CREDIT_KIND_PAYMENT), NameOf(v1::CREDIT_KIND_CREDIT_NOTE),
          NameOf(v1::CREDIT_KIND_INVOICE), NameOf(v1::CREDIT_KIND_GRANTED)};
}

std::optional<v1::CreditKind> ParseCreditKind(absl::string_view name) {
  for (const v1::CreditKind kind : {v1::CREDIT_KIND_PAYMENT, v1::CREDIT_KIND_CREDIT_NOTE,
                                    v1::CREDIT_KIND_INVOICE, v1::CREDIT_KIND_GRANTED}) {
    if (NameOf(kind) == name) return kind;
  }
  return std::nullopt;
}

std::string CreditText(const v1::CreditName& credit) {
  return absl::StrCat(NameOf(credit.kind()), "/", credit.id());
}

std::string ReversalName(v1::ReversalKind kind) {
  return NameOf(v1::ReversalKind_descriptor(), "REVERSAL_KIND_", kind);
}

std::vector<std::string> ReversalNames() {
  return {ReversalName(v1::REVERSAL_KIND_FAILED), ReversalName(v1::REVERSAL_KIND_CHARGED_BACK),
          ReversalName(v1::REVERSAL_KIND_MISTAKE)};
}

std::optional<v1::ReversalKind> ParseReversal(absl::string_view name) {
  for (const v1::ReversalKind kind :
       {v1::REVERSAL_KIND_FAILED, v1::REVERSAL_KIND_CHARGED_BACK, v1::REVERSAL_KIND_MISTAKE}) {
    if (ReversalName(kind) == name) return kind;
  }
  return std::nullopt;
}

std::string StatementWords(v1::StatementKind kind) {
  return absl::StrReplaceAll(NameOf(v1::StatementKind_descriptor(), "STATEMENT_KIND_", kind),
                             {{"_", " "}});
}

}  // namespace tally
