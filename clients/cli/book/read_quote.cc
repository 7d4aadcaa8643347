#include "clients/cli/book/read_quote.h"

#include <string>

#include "absl/strings/str_replace.h"
#include "clients/cli/book/field.h"
#include "clients/cli/book/read_line.h"
#include "clients/cli/book/read_plan.h"
#include "clients/cli/book/yaml_tree.h"
#include "tally/v1/plans.pb.h"

namespace tally {
namespace {

void ReadQuoteLine(const Field& field, v1::QuoteLineSpec& line) {
  FieldMap fields(field);
  line.set_line_id(fields.Need("id", "give an id that no other line has").Id());
  line.set_item_id(fields.Need("item", "give an item of the catalog").Id());
  line.set_description(fields.May("description").Text());
  const Field quantity = fields.May("quantity");
  line.set_quantity(quantity.given() ? quantity.Quantity() : "1");
  line.set_unit_price(fields.Need("price", "give a price like 45.00").Price());
  if (const auto cadence = ReadCadence(fields)) *line.mutable_cadence() = *cadence;
  fields.RefuseOthers();
}

// The lines as they would be in a plan, of which the ledger refuses what it would of these.
v1::Plan PlanOf(const v1::ReviseQuote& quote) {
  v1::Plan plan;
  for (const v1::QuoteLineSpec& spec : quote.lines()) {
    v1::PlanLine& line = *plan.add_lines();
    line.set_line_id(spec.line_id());
    line.set_item_id(spec.item_id());
    line.mutable_fixed()->set_quantity(spec.quantity());
    line.mutable_held()->set_unit_price(spec.unit_price());
    if (spec.has_cadence()) *line.mutable_cadence() = spec.cadence();
  }
  return plan;
}

// Returns the path in the file of what stands at `path` in the request.
std::string PathInFile(absl::string_view path) {
  return absl::StrReplaceAll(path, {
                                       {"quote_id", "quote"},
                                       {"customer_id", "customer"},
                                       {".line_id", ".id"},
                                       {".item_id", ".item"},
                                       {".unit_price", ".price"},
                                       {".cadence.months", ".bill"},
                                       {".cadence.weeks", ".bill"},
                                       {".cadence.anchor", ".anchor"},
                                       {".cadence.timing", ".when"},
                                   });
}

}  // namespace

std::optional<v1::ReviseQuote> ReadQuote(absl::string_view text, Problems& problems) {
  const std::optional<YamlNode> tree = ParseYaml(text, problems);
  if (!tree) return std::nullopt;

  v1::ReviseQuote quote;
  const Field root(*tree, "", problems);
  FieldMap fields(root);
  quote.set_quote_id(fields.Need("quote", "give the quote an id").Id());
  quote.set_customer_id(fields.Need("customer", "say whom it is for").Id());
  quote.set_valid_until(fields.May("valid_until").Date());
  quote.set_note(fields.May("note").Note());
  const Field list = fields.Need("lines", "list what is offered");
  for (const Field& line : list.Items()) ReadQuoteLine(line, *quote.add_lines());
  list.CheckSize(quote, v1::ReviseQuote::kLinesFieldNumber);
  if (list.is_list() && quote.lines().empty()) list.Refuse("is empty; list what is offered");
  fields.RefuseOthers();
  RefuseWhatTheLedgerRefuses(root, PlanOf(quote), 0);
  if (!problems.empty()) return std::nullopt;
  return quote;
}

void AddRefusal(absl::string_view text, absl::string_view path, absl::string_view words,
                Problems& problems) {
  const std::optional<YamlNode> tree = ParseYaml(text, problems);
  if (tree) Field(*tree, "", problems).At(PathInFile(path)).Refuse(words);
}

}  // namespace tally
