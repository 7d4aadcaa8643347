// Field: one value of a book and its path, read as what it should be.
//
// Reading never fails on the spot: what is wrong goes to the book's problems with the place and the
// path, and the reader gets an empty value and goes on, so that all problems are found at once.
//
//   FieldMap tax(field, problems);
//   tax.Need("name", "give the name shown on documents").Text();
//   tax.RefuseOthers();

#pragma once

#include <google/protobuf/message.h>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/cli/book/problems.h"
#include "clients/cli/book/yaml_tree.h"
#include "tally/v1/options.pb.h"
#include "tally/v1/orgs.pb.h"

namespace tally {

class Field {
 public:
  // A value that is there. `node` and `problems` outlive the field.
  Field(const YamlNode& node, std::string path, Problems& problems)
      : node_(&node), path_(std::move(path)), problems_(&problems) {}

  // A value that is not there: everything that is read from it is empty.
  Field(Place place, std::string path, Problems& problems)
      : place_(place), path_(std::move(path)), problems_(&problems) {}

  // Whether there is a value.
  bool given() const { return node_ != nullptr; }
  bool is_map() const { return given() && node_->kind == YamlNode::Kind::kMap; }
  bool is_list() const { return given() && node_->kind == YamlNode::Kind::kList; }
  Place place() const { return given() ? node_->place : place_; }
  const std::string& path() const { return path_; }

  // Complains of this field.
  void Refuse(absl::string_view words) const;
  // Number of problems of the whole book so far.
  size_t problem_count() const { return problems_->size(); }
  // Whether this field, or what is in it or around it, was complained of after the first `known`
  // problems.
  bool IsRefused(size_t known) const { return problems_->HasAbout(path_, known); }

  // Each returns the value as text of one of the contract's formats, empty if there is none or it
  // is wrong.
  std::string Text() const;
  std::string Note() const;
  std::string Id() const;
  std::string ForeignId() const;
  std::string Email() const;
  std::string Currency() const;
  std::string TimeZone() const;
  std::string Date() const;
  std::string Month() const;
  std::string TimeOfDay() const;
  std::string Quantity() const;
  std::string Price() const;
  // A percentage such as `17.5%`, without the sign.
  std::string Percent() const;
  // A pattern such as `BILL-{YYYY}-{MM}-{NNN}`.
  std::string NumberPattern() const;

  // Returns the value of a duration such as `48h` or `2d` in hours, `15m` or `1h` in minutes, `3
  // months` in months; zero if it is wrong.
  uint32_t Hours() const;
  uint32_t Minutes() const;
  uint32_t Months() const;
  // Returns a whole number above zero, zero if it is wrong.
  uint32_t Count() const;
  // Returns whether `true` is said.
  bool IsTrue() const;
  // Returns payment terms: `net_30`, `due_on_receipt`, `eom` or `eom_15`.
  v1::PaymentTerms Terms() const;

  // Returns the items of a list, nothing if it is no list.
  std::vector<Field> Items() const;
  // Returns the values of a map whose keys are the user's, each with its key, in order.
  std::vector<std::pair<std::string, Field>> Entries() const;

  // Returns the value at `path` in this, such as `price.of[0].up_to`, or a value that is not there,
  // at the place of the last that is. In a map, `[1]` is its second entry.
  Field At(absl::string_view path) const;

  // Returns the place of the key of an entry of this map.
  Place PlaceOfKey(absl::string_view key) const;
  // Complains if a key of this map is no id.
  void CheckKey(absl::string_view key) const;
  // Complains if a key of this map is not what another system can call something.
  void CheckForeignKey(absl::string_view key) const;
  // Complains if a key of this map is no currency.
  void CheckCurrencyKey(absl::string_view key) const;
  // Complains if the list of `resource` that was read from this, its field `list`, is longer than
  // the ledger takes.
  void CheckSize(const google::protobuf::Message& resource, int list) const;

 private:
  friend class FieldMap;

  // The text of a scalar, or nothing after a complaint.
  std::optional<std::string> Scalar(absl::string_view what) const;
  // The scalar if it is written as `format` says, empty after a complaint. `what` is asked for
  // where there is no scalar.
  std::string Formatted(v1::Format format, absl::string_view what) const;
  void CheckKeyAs(v1::Format format, absl::string_view key) const;

  // What stands behind a whole number, and how many of the smallest it is.
  struct Unit {
    absl::string_view suffix;
    uint32_t size;
  };
  uint32_t Duration(std::initializer_list<Unit> units, absl::string_view what) const;

  // A value at `path` in this that is not there.
  Field Missing(absl::string_view path) const;
  // The items of a list, or the values of a map.
  std::vector<Field> Values() const;

  const YamlNode* node_ = nullptr;
  Place place_;
  std::string path_;
  Problems* problems_;
};

// The fields of a map whose keys the format gives.
class FieldMap {
 public:
  // Complains if `field` is no map.
  explicit FieldMap(const Field& field);

  // Returns the field, complaining if it is not there. `advice` says what to give.
  Field Need(const char* key, absl::string_view advice);
  // Returns the field if it is there.
  Field May(const char* key);
  // Complains of the fields that nobody asked for.
  void RefuseOthers() const;

 private:
  const YamlEntry* Find(const char* key);
  std::string PathOf(absl::string_view key) const;

  Field field_;
  std::vector<std::string> asked_;
};

}  // namespace tally
