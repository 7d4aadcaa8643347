#include "model/etags.h"

#include <functional>
#include <map>

#include "model/command.h"
#include "system/support/any_call.h"

namespace tally {
namespace {

// Learns the etags of the resources of a list, by their ids.
template <class Request, class Page, class Map, class ItemsOf, class KeyOf>
void Learn(const Client& client, const std::string& org_id, Map& known, ItemsOf items_of,
           KeyOf key_of) {
  Request request;
  request.set_org_id(org_id);
  request.set_page_size(1'000);
  const Page page = AnswerOf<Page>(client, request);
  for (const auto& item : items_of(page)) {
    const auto found = known.find(key_of(item));
    if (found != known.end()) found->second.etag = item.etag();
  }
}

void LearnOf(const Client& client, const std::string& org_id, OrgState& org) {
  v1::GetOrg get;
  get.set_org_id(org_id);
  org.org.etag = AnswerOf<v1::Org>(client, get).etag();
  Learn<v1::ListTaxes, v1::TaxPage>(
      client, org_id, org.taxes, [](const auto& page) { return page.taxes(); },
      [](const v1::Tax& tax) { return tax.tax_id(); });
  Learn<v1::ListItems, v1::ItemPage>(
      client, org_id, org.items, [](const auto& page) { return page.items(); },
      [](const v1::Item& item) { return item.item_id(); });
  Learn<v1::ListSources, v1::SourcePage>(
      client, org_id, org.sources, [](const auto& page) { return page.sources(); },
      [](const v1::Source& source) { return source.source_id(); });
  Learn<v1::ListCustomers, v1::CustomerPage>(
      client, org_id, org.customers, [](const auto& page) { return page.customers(); },
      [](const v1::Customer& customer) { return customer.customer_id(); });
  Learn<v1::ListPlans, v1::PlanPage>(
      client, org_id, org.plans, [](const auto& page) { return page.plans(); },
      [](const v1::Plan& plan) {
        return std::make_pair(plan.customer_id(), plan.effective_from());
      });
  v1::ListPrincipals principals;
  principals.set_org_id(org_id);
  for (const auto page = AnswerOf<v1::PrincipalPage>(client, principals);
       const auto& details : page.principals()) {
    const auto found = org.principals.find(details.principal().principal_id());
    if (found != org.principals.end()) found->second.etag = details.principal().etag();
  }
  v1::ListProjects projects;
  projects.set_org_id(org_id);
  for (const auto page = AnswerOf<v1::ProjectPage>(client, projects);
       const auto& view : page.projects()) {
    const auto found = org.projects.find(view.project().project_id());
    if (found != org.projects.end()) found->second.etag = view.project().etag();
  }
}

template <class Map, class Key>
std::string EtagIn(const Map& map, const Key& key) {
  const auto found = map.find(key);
  return found == map.end() ? "" : found->second.etag;
}

// The etag of what a command of type C defines.
std::string EtagOf(const OrgState& org, const v1::DefineOrg&) { return org.org.etag; }
std::string EtagOf(const OrgState& org, const v1::DefineTax& command) {
  return EtagIn(org.taxes, command.tax().tax_id());
}
std::string EtagOf(const OrgState& org, const v1::DefineItem& command) {
  return EtagIn(org.items, command.item().item_id());
}
std::string EtagOf(const OrgState& org, const v1::DefineSource& command) {
  return EtagIn(org.sources, command.source().source_id());
}
std::string EtagOf(const OrgState& org, const v1::DefineCustomer& command) {
  return EtagIn(org.customers, command.customer().customer_id());
}
std::string EtagOf(const OrgState& org, const v1::DefinePrincipal& command) {
  return EtagIn(org.principals, command.principal().principal_id());
}
std::string EtagOf(const OrgState& org, const v1::SetPlan& command) {
  return EtagIn(org.plans,
                std::make_pair(command.plan().customer_id(), command.plan().effective_from()));
}
std::string EtagOf(const OrgState& org, const v1::DefineProject& command) {
  return EtagIn(org.projects, command.project().project_id());
}

using Etag = std::function<std::string(const OrgState&, const google::protobuf::Message&)>;

template <class C>
std::pair<const std::string, Etag> Row() {
  return {C::descriptor()->full_name(),
          [](const OrgState& org, const google::protobuf::Message& command) {
            return EtagOf(org, static_cast<const C&>(command));
          }};
}

}  // namespace

void LearnEtags(const Client& client, State& state) {
  for (auto& [org_id, org] : state.orgs) LearnOf(client, org_id, org);
}

std::string EtagFor(const State& state, const google::protobuf::Message& command) {
  static const auto* const etags = new std::map<std::string, Etag>{
      Row<v1::DefineOrg>(),     Row<v1::DefineTax>(),       Row<v1::DefineItem>(),
      Row<v1::DefineSource>(),  Row<v1::DefineCustomer>(),  Row<v1::SetPlan>(),
      Row<v1::DefineProject>(), Row<v1::DefinePrincipal>(),
  };
  const OrgState* org = state.Find(OrgOf(command));
  const std::string etag =
      org == nullptr ? "" : etags->at(command.GetDescriptor()->full_name())(*org, command);
  return etag.empty() ? "unknown" : etag;
}

}  // namespace tally
