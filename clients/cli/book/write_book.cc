#include "clients/cli/book/write_book.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "clients/cli/book/facts.h"

namespace tally {
namespace {

// Words that YAML, or a program that reads it, would take for something else than text.
bool IsReserved(const std::string& text) {
  static const std::set<std::string> reserved = {"null", "true", "false", "yes", "no",
                                                 "on",   "off",  "y",     "n",   "~"};
  return reserved.contains(absl::AsciiStrToLower(text));
}

// Whether any YAML reader takes the text as it stands for text: it starts with a letter and has
// only what means nothing in YAML.
bool IsPlain(const std::string& text) {
  if (text.empty() || !absl::ascii_isalpha(static_cast<unsigned char>(text.front()))) return false;
  if (text.back() == ' ' || IsReserved(text)) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == ' ' || c == '-' || c == '_' ||
           c == '.' || c == '@' || c == '/';
  });
}

std::string Escaped(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      absl::StrAppend(&escaped, "\\", std::string(1, c));
    } else if (absl::ascii_iscntrl(byte)) {
      absl::StrAppendFormat(&escaped, "\\x%02x", byte);
    } else {
      escaped.push_back(c);
    }
  }
  return escaped;
}

std::string Quoted(const std::string& text) { return absl::StrCat("\"", Escaped(text), "\""); }

// Text that stands as a key or a value of its own.
std::string Text(const std::string& text) { return IsPlain(text) ? text : Quoted(text); }

// The fields of one map, to be written on one line or on a line each.
class Fields {
 public:
  // Adds a field as it stands; leaves it out if it is empty.
  void Add(const std::string& key, const std::string& value) {
    if (!value.empty()) fields_.push_back(absl::StrCat(Text(key), ": ", value));
  }
  void AddText(const std::string& key, const std::string& value) {
    if (!value.empty()) Add(key, Text(value));
  }
  void AddQuoted(const std::string& key, const std::string& value) {
    if (!value.empty()) Add(key, Quoted(value));
  }

  bool empty() const { return fields_.empty(); }

  std::string OnOneLine() const { return absl::StrCat("{", absl::StrJoin(fields_, ", "), "}"); }

  std::string OnALineEach(size_t indent) const {
    std::string lines;
    for (const std::string& field : fields_) {
      absl::StrAppend(&lines, std::string(indent, ' '), field, "\n");
    }
    return lines;
  }

 private:
  std::vector<std::string> fields_;
};

// A map on one line, or nothing to be left out.
std::string OnOneLineIfAny(const Fields& fields) {
  return fields.empty() ? "" : fields.OnOneLine();
}

template <typename Ids>
std::string ExternalIds(const Ids& ids) {
  Fields fields;
  for (const v1::ExternalId& id : ids) fields.AddQuoted(id.system(), id.id());
  return OnOneLineIfAny(fields);
}

std::string Review(const v1::ReviewLimits& review) {
  Fields jump;
  jump.Add("ratio", absl::StrCat(review.quantity_jump_percent(), "%"));
  jump.Add("units", review.quantity_jump_units());
  Fields fields;
  fields.Add("quantity_jump", jump.OnOneLine());
  fields.Add("stale_after", absl::StrCat(review.stale_after_hours(), "h"));
  return fields.OnOneLine();
}

std::string OrgSection(const v1::Org& org) {
  Fields fields;
  fields.AddText("id", org.org_id());
  fields.AddText("name", org.name());
  fields.Add("currency", org.currency());
  fields.AddText("time_zone", org.time_zone());
  fields.Add("rounding", RoundingWord(org.rounding()));
  fields.Add("tax_rounding", "per_group");
  fields.AddQuoted("number_pattern", org.number_pattern());
  fields.AddQuoted("credit_note_pattern", org.credit_note_pattern());
  fields.Add("payment_terms", TermsWord(org.payment_terms()));
  fields.Add("review", Review(org.review()));
  return absl::StrCat("org:\n", fields.OnALineEach(2));
}

std::string TaxesSection(const std::vector<v1::Tax>& taxes) {
  std::string section = taxes.empty() ? "" : "taxes:\n";
  for (const v1::Tax& tax : taxes) {
    Fields fields;
    fields.AddText("name", tax.name());
    fields.Add("rate", absl::StrCat(tax.rate_percent(), "%"));
    absl::StrAppend(&section, "  ", Text(tax.tax_id()), ": ", fields.OnOneLine(), "\n");
  }
  return section;
}

std::string CatalogSection(const std::vector<v1::Item>& items) {
  std::string section = items.empty() ? "" : "catalog:\n";
  for (const v1::Item& item : items) {
    Fields fields;
    fields.AddText("name", item.name());
    fields.AddText("tax", item.tax_id());
    fields.Add("external_ids", ExternalIds(item.external_ids()));
    absl::StrAppend(&section, "  ", Text(item.item_id()), ": ", fields.OnOneLine(), "\n");
  }
  return section;
}

std::string SourcesSection(const std::vector<v1::Source>& sources) {
  std::string section = sources.empty() ? "" : "sources:\n";
  for (const v1::Source& source : sources) {
    absl::StrAppend(&section, "  ", Text(source.source_id()), ":\n    kind: ", Text(source.kind()),
                    "\n");
    if (source.meters().empty()) continue;
    Fields meters;
    for (const v1::Meter& meter : source.meters()) meters.AddText(meter.meter(), meter.item_id());
    absl::StrAppend(&section, "    meters:\n", meters.OnALineEach(6));
  }
  return section;
}

std::string Accounts(const v1::Customer& customer) {
  Fields fields;
  for (const v1::Account& account : customer.accounts()) {
    fields.AddQuoted(account.source_id(), account.account());
  }
  return OnOneLineIfAny(fields);
}

std::string Meters(const v1::Customer& customer) {
  std::map<std::string, Fields> by_source;
  for (const v1::MeterOverride& meter : customer.meters()) {
    by_source[meter.source_id()].AddText(meter.meter(), meter.item_id());
  }
  Fields sources;
  for (const auto& [source_id, meters] : by_source) sources.Add(source_id, meters.OnOneLine());
  return OnOneLineIfAny(sources);
}

std::string Price(const v1::PlanLine& line) {
  if (!line.has_vendor()) return line.held().unit_price();
  return absl::StrCat("{follow: vendor, markup: ", line.vendor().markup_percent(), "%}");
}

// `filled_in` is the id that the line has if the book does not give it one.
std::string Line(const v1::PlanLine& line, const std::string& filled_in) {
  Fields fields;
  if (line.line_id() != filled_in) fields.AddText("id", line.line_id());
  fields.AddText("item", line.item_id());
  if (line.has_fixed()) {
    fields.Add("fixed", line.fixed().quantity());
  } else {
    Fields counted;
    counted.AddText("source", line.counted().source_id());
    counted.AddText("meter", line.counted().meter());
    fields.Add("counted", counted.OnOneLine());
    fields.Add("quantity", RuleWord(line.counted().rule()));
  }
  fields.Add("price", Price(line));
  return fields.OnOneLine();
}

std::string PlanText(const v1::Plan& plan) {
  std::string text = absl::StrCat("      - from: ", plan.effective_from(), "\n");
  if (plan.lines().empty()) return text + "        lines: []\n";

  v1::Plan without_ids = plan;
  for (v1::PlanLine& line : *without_ids.mutable_lines()) line.clear_line_id();
  const std::vector<std::string> filled_in = LineIds(without_ids);
  absl::StrAppend(&text, "        lines:\n");
  for (int i = 0; i < plan.lines_size(); ++i) {
    absl::StrAppend(&text, "          - ", Line(plan.lines(i), filled_in[static_cast<size_t>(i)]),
                    "\n");
  }
  return text;
}

std::string CustomerText(const v1::Customer& customer, const std::vector<const v1::Plan*>& plans) {
  Fields fields;
  fields.AddText("name", customer.name());
  fields.AddText("email", customer.email());
  fields.Add("currency", customer.currency());
  fields.AddText("tax", customer.tax_id());
  if (customer.has_payment_terms()) {
    fields.Add("payment_terms", TermsWord(customer.payment_terms()));
  }
  fields.Add("accounts", Accounts(customer));
  fields.Add("external_ids", ExternalIds(customer.external_ids()));
  fields.Add("meters", Meters(customer));
  std::string text = absl::StrCat("  ", Text(customer.customer_id()), ":\n", fields.OnALineEach(4));
  if (!plans.empty()) absl::StrAppend(&text, "    plan:\n");
  for (const v1::Plan* plan : plans) absl::StrAppend(&text, PlanText(*plan));
  return text;
}

std::string CustomersSection(const Book& book) {
  std::map<std::string, std::vector<const v1::Plan*>> plans;
  for (const v1::Plan& plan : book.plans) plans[plan.customer_id()].push_back(&plan);

  std::string section = book.customers.empty() ? "" : "customers:\n";
  for (const v1::Customer& customer : book.customers) {
    absl::StrAppend(&section, CustomerText(customer, plans[customer.customer_id()]));
  }
  return section;
}

}  // namespace

std::string WriteBook(const Book& book) {
  return absl::StrCat(OrgSection(book.org), TaxesSection(book.taxes), CatalogSection(book.items),
                      SourcesSection(book.sources), CustomersSection(book));
}

}  // namespace tally
