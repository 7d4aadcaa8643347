#include "daemon/access/reach.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "ledger/deciders/lookup.h"

namespace tally {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Returns the string field `name` of `message`; null if it has none.
const FieldDescriptor* TextField(const Message& message, const char* name) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
  const bool is_text = field != nullptr && field->type() == FieldDescriptor::TYPE_STRING;
  return is_text ? field : nullptr;
}

std::string TextIn(const Message& message, const FieldDescriptor& field) {
  return message.GetReflection()->GetString(message, &field);
}

// Calls `use(path prefix, part)` for `request` and for each message that it holds one of.
template <class Use>
void ForEachPart(const Message& request, Use use) {
  use("", request);
  const auto& type = *request.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const bool is_part =
        field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field.is_repeated();
    if (is_part) {
      use(absl::StrCat(field.name(), "."), request.GetReflection()->GetMessage(request, &field));
    }
  }
}

// Calls `use(path prefix, part)` for `message` and for each message in it, however deep.
template <class Use>
void ForEachPartWithin(const std::string& prefix, const Message& message, const Use& use) {
  use(prefix, message);
  const auto& type = *message.GetDescriptor();
  const auto& reflection = *message.GetReflection();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (field.is_repeated()) {
      for (int k = 0; k < reflection.FieldSize(message, &field); ++k) {
        ForEachPartWithin(absl::StrCat(prefix, field.name(), "[", k, "]."),
                          reflection.GetRepeatedMessage(message, &field, k), use);
      }
    } else if (reflection.HasField(message, &field)) {
      ForEachPartWithin(absl::StrCat(prefix, field.name(), "."),
                        reflection.GetMessage(message, &field), use);
    }
  }
}

// Something of a customer that a request names.
struct Named {
  std::string field;
  std::string id;
  // What it is refused with if it is not the caller's: as if it did not exist.
  v1::Reason reason;
  // Whose it is; empty if it does not exist.
  std::string customer_id;
};

std::string CustomerOfPayment(const Books& books, const std::string& org_id,
                              const std::string& payment_id) {
  const auto found = books.payments.Find(org_id, payment_id);
  return found ? found->payment().customer_id() : "";
}

std::string CustomerOfProject(const Books& books, const std::string& org_id,
                              const std::string& project_id) {
  const auto found = books.projects.Find(org_id, project_id);
  return found ? found->project().customer_id() : "";
}

std::string CustomerOfQuote(const Books& books, const std::string& org_id,
                            const std::string& quote_id) {
  const auto found = books.quotes.Find(org_id, quote_id);
  return found ? found->customer_id() : "";
}

std::string CustomerOfDocument(const Books& books, const std::string& org_id,
                               const std::string& number) {
  const auto found = books.documents.Find(org_id, number);
  return found ? found->customer_id() : "";
}

std::string Itself(const Books&, const std::string&, const std::string& customer_id) {
  return customer_id;
}

// The fields that say whom a request is about.
struct NamingField {
  const char* name;
  v1::Reason reason;
  std::string (*customer_of)(const Books&, const std::string& org_id, const std::string& id);
};
constexpr NamingField kNamingFields[] = {
    {"customer_id", v1::REASON_CUSTOMER_NOT_FOUND, &Itself},
    {"customer_ids", v1::REASON_CUSTOMER_NOT_FOUND, &Itself},
    {"invoice_number", v1::REASON_INVOICE_NOT_FOUND, &CustomerOfDocument},
    {"credit_note_number", v1::REASON_CREDIT_NOTE_NOT_FOUND, &CustomerOfDocument},
    {"document_number", v1::REASON_DOCUMENT_NOT_FOUND, &CustomerOfDocument},
    {"payment_id", v1::REASON_PAYMENT_NOT_FOUND, &CustomerOfPayment},
    {"project_id", v1::REASON_PROJECT_NOT_FOUND, &CustomerOfProject},
    {"quote_id", v1::REASON_QUOTE_NOT_FOUND, &CustomerOfQuote},
};

// Calls `use(naming, path, id)` for everything of customers that `part` itself names.
template <class Use>
void ForEachNamed(const std::string& prefix, const Message& part, const Use& use) {
  for (const NamingField& naming : kNamingFields) {
    const FieldDescriptor* field = TextField(part, naming.name);
    if (field == nullptr) continue;
    const std::string path = absl::StrCat(prefix, naming.name);
    if (!field->is_repeated()) {
      if (const std::string id = TextIn(part, *field); !id.empty()) use(naming, path, id);
      continue;
    }
    const auto& reflection = *part.GetReflection();
    for (int i = 0; i < reflection.FieldSize(part, field); ++i) {
      use(naming, absl::StrCat(path, "[", i, "]"), reflection.GetRepeatedString(part, field, i));
    }
  }
}

// Whether `request` is about customers that it names. What it names deeper inside, such as in one
// of a list of changes, does not say that it is about nobody else.
bool IsAboutNamed(const Message& request) {
  bool is = false;
  ForEachPart(request, [&](const std::string& prefix, const Message& part) {
    ForEachNamed(prefix, part, [&](const auto&...) { is = true; });
  });
  return is;
}

// Everything of customers that `request` names.
std::vector<Named> NamedIn(const Message& request, const Books& books, const std::string& org_id) {
  std::vector<Named> named;
  ForEachPartWithin("", request, [&](const std::string& prefix, const Message& part) {
    ForEachNamed(
        prefix, part,
        [&](const NamingField& naming, const std::string& path, const std::string& id) {
          named.push_back({path, id, naming.reason, naming.customer_of(books, org_id, id)});
        });
  });
  return named;
}

// The grants that are about the org, or about the daemon itself if it is empty.
std::vector<const v1::Grant*> GrantsIn(const Caller& caller, const std::string& org_id) {
  std::vector<const v1::Grant*> grants;
  for (const v1::Grant& grant : caller.grants) {
    const bool is_for_all = caller.org_id.empty() && grant.org_ids().empty();
    const bool covers = org_id.empty() ? is_for_all : Covers(grant, caller.org_id, org_id);
    if (covers) grants.push_back(&grant);
  }
  return grants;
}

absl::Status NotPermitted(const std::string& method, absl::string_view why) {
  return Refuse(v1::REASON_NOT_PERMITTED, "", absl::StrCat(method, " ", why));
}

// Whether `grants`, which permit the method, are about everything that `request` names.
absl::Status CheckCustomers(const std::vector<const v1::Grant*>& grants, const std::string& method,
                            const Message& request, const Books& books, const std::string& org_id) {
  std::set<std::string> customers;
  for (const v1::Grant* grant : grants) {
    if (grant->customer_ids().empty()) return absl::OkStatus();
    customers.insert(grant->customer_ids().begin(), grant->customer_ids().end());
  }
  if (!IsAboutNamed(request)) {
    return NotPermitted(method, "is for you only if it names one of your customers");
  }
  for (const Named& one : NamedIn(request, books, org_id)) {
    // What does not exist is for the ledger to say, in the very same words.
    if (one.customer_id.empty() || customers.contains(one.customer_id)) continue;
    return Refuse(one.reason, one.field, absl::StrCat("there is no \"", one.id, "\""));
  }
  return absl::OkStatus();
}

}  // namespace

About AboutOf(const Message& request) {
  About about;
  ForEachPart(request, [&](const std::string& prefix, const Message& part) {
    const FieldDescriptor* field = TextField(part, "org_id");
    if (field == nullptr || !about.field.empty()) return;
    about = {TextIn(part, *field), absl::StrCat(prefix, "org_id")};
  });
  return about;
}

bool IsAboutNoOrg(const std::string& method) {
  static const std::set<std::string>* const methods = new std::set<std::string>{
      "Access.ListRoles",     "Access.WhoAmI",  "Audit.GetCheckpoint", "Audit.ProveConsistency",
      "Audit.ProveInclusion", "Events.GetHead", "Orgs.List",
  };
  return methods->contains(method);
}

absl::Status MayCall(const Caller& caller, const Roles& roles, const std::string& method) {
  const bool may = std::ranges::any_of(
      caller.grants, [&](const v1::Grant& grant) { return roles.Permits(grant.role(), method); });
  if (may) return absl::OkStatus();
  return NotPermitted(method, "is in none of your roles");
}

absl::Status CheckReach(const Caller& caller, const Roles& roles, const std::string& method,
                        const Message& request, const Books& books) {
  if (absl::Status may = MayCall(caller, roles, method); !may.ok()) return may;
  if (IsAboutNoOrg(method)) return absl::OkStatus();

  const About about = AboutOf(request);
  std::vector<const v1::Grant*> grants = GrantsIn(caller, about.org_id);
  if (grants.empty() && !about.org_id.empty()) {
    return Refuse(v1::REASON_ORG_NOT_FOUND, about.field,
                  absl::StrCat("there is no \"", about.org_id, "\""));
  }
  std::erase_if(grants,
                [&](const v1::Grant* grant) { return !roles.Permits(grant->role(), method); });
  if (!grants.empty()) return CheckCustomers(grants, method, request, books, about.org_id);
  if (!about.org_id.empty()) return NotPermitted(method, "is in none of your roles in this org");
  return NotPermitted(method, about.field.empty()
                                  ? "is about the whole daemon, of which you are no admin"
                                  : absl::StrCat("without ", about.field,
                                                 " is about the whole daemon; name your org"));
}

bool ReachesAllOf(const Caller& caller, const Roles& roles, const std::string& method,
                  const std::string& org_id) {
  return std::ranges::any_of(GrantsIn(caller, org_id), [&](const v1::Grant* grant) {
    return grant->customer_ids().empty() && roles.Permits(grant->role(), method);
  });
}

}  // namespace tally
