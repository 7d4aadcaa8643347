#include "ledger/deciders/projects.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ledger/deciders/book_facts.h"
#include "ledger/deciders/definition.h"
#include "ledger/deciders/issue.h"
#include "ledger/deciders/lookup.h"
#include "ledger/deciders/offer.h"
#include "ledger/deciders/one_off_document.h"
#include "ledger/deciders/unique.h"
#include "ledger/formats/canonical.h"
#include "ledger/money/money.h"
#include "ledger/money/rounding.h"
#include "ledger/plans/project_amounts.h"
#include "ledger/rating/new_line.h"

namespace tally {
namespace {

absl::Status CheckItems(const Books& books, const std::string& org_id, const v1::Project& project) {
  absl::Status known = CheckItem(books, org_id, "project.item_id", project.item_id());
  for (int i = 0; known.ok() && i < project.tasks_size(); ++i) {
    const std::string& item_id = project.tasks(i).item_id();
    if (item_id.empty()) continue;
    known = CheckItem(books, org_id, absl::StrCat("project.tasks[", i, "].item_id"), item_id);
  }
  return known;
}

absl::Status CheckSameCustomer(const std::optional<v1::ProjectView>& current,
                               const v1::Project& project) {
  if (!current || current->project().customer_id() == project.customer_id()) {
    return absl::OkStatus();
  }
  return Refuse(v1::REASON_ID_IN_USE, "project.customer_id",
                absl::StrCat("is \"", project.customer_id(), "\", but the project is for \"",
                             current->project().customer_id(), "\""));
}

absl::StatusOr<v1::ProjectView> FindProject(const v1::BillProject& command, const Books& books) {
  if (absl::Status is = CheckOrg(books, command.org_id()); !is.ok()) return is;
  return OrRefuse(books.projects.Find(command.org_id(), command.project_id()),
                  v1::REASON_PROJECT_NOT_FOUND, "project_id", command.project_id());
}

// What is said of quotes alone.
absl::Status CheckSaysWhatItBecomes(const v1::BillProject& command) {
  if (command.bill_as() != v1::BILL_AS_INVOICE) return absl::OkStatus();
  const auto refuse = [](absl::string_view field) {
    return Refuse(v1::REASON_FIELD_INVALID, field, "goes with a quote only; leave it out");
  };
  if (!command.quote_id().empty()) return refuse("quote_id");
  if (!command.valid_until().empty()) return refuse("valid_until");
  return absl::OkStatus();
}

// A task by its rate, or once at its share of the estimate.
OneOffLine LineFor(const v1::Project& project, const v1::Task& task, const v1::Money& amount) {
  OneOffLine line{.line_id = task.task_id(),
                  .item_id = task.item_id().empty() ? project.item_id() : task.item_id(),
                  .description = absl::StrCat(project.name(), ": ", task.name()),
                  .unit_price = task.unit_price()};
  if (task.unit_price().empty()) {
    line.unit_price = FormatAmount(amount);
  } else if (!task.quantity().empty()) {
    line.quantity = task.quantity();
  }
  return line;
}

// The lines of the project, one a billable task.
absl::StatusOr<std::vector<OneOffLine>> LinesOf(const v1::Project& project, const v1::Org& org,
                                                const v1::Customer& customer) {
  const absl::StatusOr<std::vector<v1::TaskAmount>> amounts =
      AmountsOf(project, CurrencyOf(org, customer), FromProto(org.rounding()));
  if (!amounts.ok()) return amounts.status();
  if (amounts->empty()) {
    return Refuse(v1::REASON_PROJECT_CONTRADICTS_ITSELF, "project_id",
                  absl::StrCat("no task of \"", project.project_id(), "\" is billable"));
  }
  std::vector<OneOffLine> lines;
  for (const v1::Task& task : project.tasks()) {
    if (!task.not_billable())
      lines.push_back(LineFor(project, task, (*amounts)[lines.size()].amount()));
  }
  return lines;
}

Decision<v1::BillProjectReply> Quote(const v1::BillProject& command, const Offerer& offerer,
                                     const std::vector<OneOffLine>& lines) {
  const std::string quote_id =
      command.quote_id().empty() ? command.project_id() : command.quote_id();
  Offer offer;
  for (const OneOffLine& line : lines) offer.lines.push_back({.line = line, .cadence = {}});
  offer.valid_until = command.valid_until();
  offer.project_id = command.project_id();
  absl::StatusOr<v1::QuoteRevised> revised = Revise(offerer, quote_id, offer);
  if (!revised.ok()) return revised.status();

  Outcome<v1::BillProjectReply> outcome;
  outcome.reply.set_quote_id(quote_id);
  outcome.reply.set_revision(revised->revision().revision());
  outcome.events.push_back(Wrap(*std::move(revised)));
  return outcome;
}

Decision<v1::BillProjectReply> Bill(const v1::BillProject& command, const Offerer& offerer,
                                    const std::vector<OneOffLine>& wanted) {
  const absl::StatusOr<InvoiceIssue> next =
      NextInvoice(offerer.books, offerer.org, offerer.context);
  if (!next.ok()) return next.status();
  const BookFacts facts(offerer.books, command.org_id());
  const OneOff one_off(offerer.org, offerer.customer, facts, next->date);
  absl::StatusOr<OneOffDocument> document = one_off.DocumentOf(wanted);
  if (!document.ok()) return document.status();
  v1::Invoice invoice = one_off.InvoiceOf(*std::move(document));
  invoice.set_project_id(command.project_id());

  absl::StatusOr<std::vector<v1::Event>> issued =
      IssueInvoice(offerer.books, offerer.org, offerer.context, *next, std::move(invoice));
  if (!issued.ok()) return issued.status();
  Outcome<v1::BillProjectReply> outcome;
  outcome.events = *std::move(issued);
  outcome.reply.set_invoice_number(next->number.number);
  return outcome;
}

}  // namespace

absl::Status CheckNotInvoiced(const v1::ProjectView& project, absl::string_view field) {
  if (project.invoice_number().empty()) return absl::OkStatus();
  return Refuse(v1::REASON_PROJECT_INVOICED, field,
                absl::StrCat("project \"", project.project().project_id(), "\" is billed by ",
                             project.invoice_number()));
}

Decision<> Decide(const v1::DefineProject& command, const Books& books, const Context&) {
  v1::Project project = command.project();
  project.clear_etag();
  MakeCanonical(project);

  const std::string& org_id = command.org_id();
  const auto org = FindOrg(books, org_id);
  if (!org.ok()) return org.status();
  const auto customer = FindCustomer(books, org_id, "project.customer_id", project.customer_id());
  if (!customer.ok()) return customer.status();
  const auto view = books.projects.Find(org_id, project.project_id());
  const auto current = view ? std::optional<v1::Project>(view->project()) : std::nullopt;
  if (absl::Status is = CheckSameCustomer(view, project); !is.ok()) return is;
  if (absl::Status is = CheckEtag(command.etag(), current); !is.ok()) return is;
  if (IsAs(current, project)) return Emit();
  if (view) {
    if (absl::Status is = CheckNotInvoiced(*view, "project.project_id"); !is.ok()) return is;
  }
  if (absl::Status is = CheckItems(books, org_id, project); !is.ok()) return is;
  if (absl::Status is = CheckUnique("project.tasks", project.tasks(),
                                    [](const v1::Task& task) { return task.task_id(); });
      !is.ok()) {
    return is;
  }
  const std::string& currency = CurrencyOf(*org, *customer);
  const auto amounts = AmountsOf(project, currency, FromProto(org->rounding()));
  if (!amounts.ok()) return amounts.status();
  if (const auto net = NetOf(*amounts, currency); !net.ok()) return net.status();

  v1::ProjectDefined defined;
  defined.set_org_id(org_id);
  *defined.mutable_project() = project;
  return Emit(defined);
}

Decision<v1::BillProjectReply> Decide(const v1::BillProject& command, const Books& books,
                                      const Context& context) {
  const absl::StatusOr<v1::ProjectView> view = FindProject(command, books);
  if (!view.ok()) return view.status();
  if (absl::Status is = CheckNotInvoiced(*view, "project_id"); !is.ok()) return is;
  if (absl::Status is = CheckSaysWhatItBecomes(command); !is.ok()) return is;
  const v1::Project& project = view->project();
  const v1::Org org = *books.orgs.Find(command.org_id());
  const v1::Customer customer = *books.customers.Find(command.org_id(), project.customer_id());
  const absl::StatusOr<std::vector<OneOffLine>> lines = LinesOf(project, org, customer);
  if (!lines.ok()) return lines.status();

  const Offerer offerer{.books = books, .context = context, .org = org, .customer = customer};
  if (command.bill_as() == v1::BILL_AS_INVOICE) return Bill(command, offerer, *lines);
  return Quote(command, offerer, *lines);
}

}  // namespace tally
