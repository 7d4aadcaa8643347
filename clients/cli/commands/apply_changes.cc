#include "clients/cli/commands/apply_changes.h"

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/book/customer_order.h"
#include "clients/cli/rpc/failure.h"
#include "clients/cli/show/figures.h"

namespace tally {
namespace {

using google::protobuf::Message;

// A command to send, made when its turn comes.
struct Step {
  // What messages call the resource by.
  std::string name;
  std::function<absl::StatusOr<std::unique_ptr<Message>>(const std::string& request_id)> make;
  // Whether the resource is as the book says afterwards.
  bool completes = true;
};

class Applier {
 public:
  Applier(Session& session, const BookChanges& changes, std::string request_id)
      : session_(session),
        ledger_(changes.ledger),
        wanted_(changes.wanted),
        diff_(changes.diff),
        request_id_(std::move(request_id)) {}

  Applied Run() {
    SendAll(Part::kOrg, StepsOf(OrgBeforeItems()));
    SendAll(Part::kTaxes,
            Steps<v1::DefineTax>(Part::kTaxes, wanted_.taxes, &v1::DefineTax::mutable_tax));
    SendAll(Part::kItems,
            Steps<v1::DefineItem>(Part::kItems, wanted_.items, &v1::DefineItem::mutable_item));
    SendAll(Part::kOrg, StepsOf(OrgAfterItems()));
    SendAll(Part::kSources, Steps<v1::DefineSource>(Part::kSources, wanted_.sources,
                                                    &v1::DefineSource::mutable_source));
    const CustomerSteps customers = OrderCustomers(ledger_, wanted_, diff_.of(Part::kCustomers));
    SendAll(Part::kCustomers, StepsOf(customers.first, customers.second));
    SendAll(Part::kCustomers, StepsOf(customers.second, {}));
    SendAll(Part::kPlans,
            Steps<v1::SetPlan>(Part::kPlans, wanted_.plans, &v1::SetPlan::mutable_plan));
    SendAll(Part::kProjects, Steps<v1::DefineProject>(Part::kProjects, wanted_.projects,
                                                      &v1::DefineProject::mutable_project));
    return std::move(applied_);
  }

 private:
  // How the org is defined.
  struct OrgStep {
    v1::Org org;
    std::string etag;
    // Whether it comes again after the items.
    bool comes_again = false;
  };

  // An org names the item of its late fees, and an item is of an org: where the item is new, the
  // org is changed after it; a new org comes twice, first without its dunning.
  std::vector<OrgStep> OrgBeforeItems() const {
    std::vector<OrgStep> steps;
    for (const Change& change : diff_.of(Part::kOrg).changes) {
      OrgStep step = {wanted_.org, change.etag};
      if (!HasNewFeeItem()) {
        steps.push_back(std::move(step));
      } else if (change.is_added()) {
        step.org.clear_dunning();
        step.comes_again = true;
        steps.push_back(std::move(step));
      }
    }
    return steps;
  }

  std::vector<OrgStep> OrgAfterItems() const {
    std::vector<OrgStep> steps;
    if (!HasNewFeeItem()) return steps;
    for (const Change& change : diff_.of(Part::kOrg).changes) {
      steps.push_back({wanted_.org, change.etag});
    }
    return steps;
  }

  bool HasNewFeeItem() const {
    const std::string& item_id = wanted_.org.dunning().late_fee_item_id();
    return std::ranges::any_of(diff_.of(Part::kItems).changes, [&](const Change& change) {
      return change.is_added() && change.id == item_id;
    });
  }

  std::vector<Step> StepsOf(const std::vector<OrgStep>& orgs) const {
    std::vector<Step> steps;
    for (const OrgStep& org : orgs) {
      steps.push_back({org.org.org_id(),
                       [org](const std::string& request_id) {
                         auto request = std::make_unique<v1::DefineOrg>();
                         request->set_request_id(request_id);
                         *request->mutable_org() = org.org;
                         request->set_etag(org.etag);
                         return request;
                       },
                       !org.comes_again});
    }
    return steps;
  }

  // The commands of a part whose resources do not depend on each other. `member` is the field of
  // the command that takes the resource.
  template <typename Request, typename Resource>
  std::vector<Step> Steps(Part part, const std::vector<Resource>& resources,
                          Resource* (Request::*member)()) const {
    std::vector<Step> steps;
    for (const Change& change : diff_.of(part).changes) {
      const Resource& resource = resources[change.index];
      steps.push_back({change.id, [=, this, &resource, &change](const std::string& request_id) {
                         auto request = std::make_unique<Request>();
                         request->set_request_id(request_id);
                         request->set_org_id(wanted_.org.org_id());
                         *(request.get()->*member)() = resource;
                         request->set_etag(change.etag);
                         return request;
                       }});
    }
    return steps;
  }

  // Customers that come again in `later` are not yet as the book says.
  std::vector<Step> StepsOf(const std::vector<CustomerStep>& customers,
                            const std::vector<CustomerStep>& later) const {
    std::vector<Step> steps;
    for (const CustomerStep& step : customers) {
      const bool comes_again = std::any_of(later.begin(), later.end(), [&](const auto& other) {
        return other.is_second && other.customer.customer_id() == step.customer.customer_id();
      });
      steps.push_back({step.customer.customer_id(),
                       [this, &step](const std::string& request_id) {
                         return DefineCustomer(step, request_id);
                       },
                       !comes_again});
    }
    return steps;
  }

  absl::StatusOr<std::unique_ptr<Message>> DefineCustomer(const CustomerStep& step,
                                                          const std::string& request_id) const {
    auto request = std::make_unique<v1::DefineCustomer>();
    request->set_request_id(request_id);
    request->set_org_id(wanted_.org.org_id());
    *request->mutable_customer() = step.customer;
    request->set_etag(step.etag);
    if (!step.is_second) return request;

    v1::GetCustomer get;
    get.set_org_id(wanted_.org.org_id());
    get.set_customer_id(step.customer.customer_id());
    const auto now = session_.connection().Call<v1::Customer>(get);
    if (!now.ok()) return now.status();
    request->set_etag(now->etag());
    return request;
  }

  // Sends many at once until one fails; nothing if one has failed before.
  void SendAll(Part part, const std::vector<Step>& steps) {
    size_t next = 0;
    size_t done = 0;
    session_.connection().CallMany(
        [&]() -> std::unique_ptr<Message> {
          if (!applied_.status.ok() || next == steps.size()) return nullptr;
          auto request = steps[next].make(absl::StrCat(request_id_, "-", sent_++));
          if (!request.ok()) {
            Fail(part, steps[next].name, request.status());
            return nullptr;
          }
          step_of_[request->get()] = &steps[next++];
          return std::move(*request);
        },
        [&](const Connection::Exchange& exchange) {
          const Step& step = *step_of_.extract(exchange.request.get()).mapped();
          if (!exchange.status.ok()) return Fail(part, step.name, exchange.status);
          if (step.completes) ++applied_.changes;
          session_.terminal().Progress(absl::StrCat(PartName(part), ": ",
                                                    Grouped(absl::StrCat(++done)), " of ",
                                                    Grouped(absl::StrCat(steps.size()))));
        });
  }

  void Fail(Part part, const std::string& name, const absl::Status& status) {
    if (!applied_.status.ok()) return;
    applied_.status = Prefixed(absl::StrCat(PartName(part), ": ", name, ": "), status);
  }

  Session& session_;
  const Book& ledger_;
  const Book& wanted_;
  const BookDiff& diff_;
  const std::string request_id_;
  size_t sent_ = 0;
  std::map<const Message*, const Step*> step_of_;
  Applied applied_;
};

}  // namespace

Applied ApplyChanges(Session& session, const BookChanges& changes, const std::string& request_id) {
  return Applier(session, changes, request_id).Run();
}

}  // namespace tally
