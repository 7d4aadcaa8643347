#include "ledger/sealing/seal.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "ledger/base/sha256.h"
#include "tally/v1/options.pb.h"

namespace tally {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

using Fields = std::vector<const FieldDescriptor*>;

// The fields under which personal texts stand, by message type and in the order of their numbers.
// Types without any are not listed.
class PersonalFields {
 public:
  explicit PersonalFields(const Descriptor& root) { Find(root); }

  const Fields& In(const Descriptor& type) const {
    static const auto& none = *new Fields();
    const auto found = fields_.find(&type);
    return found == fields_.end() ? none : found->second;
  }

 private:
  // Returns whether a message of `type` can hold a personal text.
  bool Find(const Descriptor& type) {
    if (!seen_.insert(&type).second) return fields_.contains(&type);
    Fields fields;
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor* field = type.field(i);
      const bool leads_there = field->message_type() != nullptr
                                   ? Find(*field->message_type())
                                   : field->options().GetExtension(v1::personal);
      if (leads_there) fields.push_back(field);
    }
    std::sort(fields.begin(), fields.end(),
              [](const auto* left, const auto* right) { return left->number() < right->number(); });
    if (fields.empty()) return false;
    fields_.emplace(&type, std::move(fields));
    return true;
  }

  std::set<const Descriptor*> seen_;
  std::map<const Descriptor*, Fields> fields_;
};

// Calls `use` with each personal text of `message` that is not empty, and puts back what it made of
// it.
template <class Use>
void ForEachPersonalText(Message& message, Use& use) {
  static const auto& personal = *new PersonalFields(*v1::Event::descriptor());
  const auto& reflection = *message.GetReflection();
  for (const FieldDescriptor* field : personal.In(*message.GetDescriptor())) {
    if (field->is_repeated()) {
      for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
        ForEachPersonalText(*reflection.MutableRepeatedMessage(&message, field, i), use);
      }
    } else if (field->message_type() != nullptr) {
      if (!reflection.HasField(message, field)) continue;
      ForEachPersonalText(*reflection.MutableMessage(&message, field), use);
    } else {
      std::string text = reflection.GetString(message, field);
      if (text.empty()) continue;
      use(text);
      reflection.SetString(&message, field, std::move(text));
    }
  }
}

absl::Status PutBack(std::string& text, const PersonalTextList& texts, int& next) {
  if (next == texts.size()) return absl::DataLossError("a personal text of it is missing");
  const v1::PersonalText& personal = texts[next++];
  if (personal.salt().empty() && personal.text().empty()) {
    text = kErased;
    return absl::OkStatus();
  }
  if (SealOf(personal.salt(), personal.text()) != text) {
    return absl::DataLossError("a personal text of it does not fit its seal");
  }
  text = personal.text();
  return absl::OkStatus();
}

}  // namespace

std::string SealOf(absl::string_view salt, absl::string_view text) {
  return absl::StrCat("sealed:", absl::Base64Escape(Sha256({salt, text})));
}

void Seal(v1::Event& event, const std::function<std::string()>& new_salt, PersonalTextList& texts) {
  const auto seal = [&](std::string& text) {
    v1::PersonalText& personal = *texts.Add();
    personal.set_salt(new_salt());
    personal.set_text(std::move(text));
    text = SealOf(personal.salt(), personal.text());
  };
  ForEachPersonalText(event, seal);
}

absl::Status Unseal(v1::Event& event, const PersonalTextList& texts, int& next) {
  absl::Status status;
  const auto unseal = [&](std::string& text) {
    if (status.ok()) status = PutBack(text, texts, next);
  };
  ForEachPersonalText(event, unseal);
  return status;
}

}  // namespace tally
