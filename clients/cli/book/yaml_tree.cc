#include "clients/cli/book/yaml_tree.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cli/text/utf8.h"
#include "ledger/base/utf8.h"

namespace tally {
namespace {

Place PlaceOf(const YAML::Mark& mark) { return {mark.line + 1, mark.column + 1}; }

// Builds the tree from the parser's events.
class TreeBuilder : public YAML::EventHandler {
 public:
  explicit TreeBuilder(Problems& problems) : problems_(problems) {}

  YamlNode TakeRoot() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    RefuseAnchor(mark, anchor);
    if (NeedsKey()) problems_.Add(PlaceOf(mark), Path(), "a key is missing before the colon");
    Take(mark, YamlNode::Kind::kNothing, "", "?");
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    problems_.Add(PlaceOf(mark), Path(), "aliases (*name) are not allowed; write the value out");
    Take(mark, YamlNode::Kind::kNothing, "", "?");
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    RefuseAnchor(mark, anchor);
    RefuseTag(mark, tag);
    Take(mark, YamlNode::Kind::kText, value, tag);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Open(mark, tag, anchor, YamlNode::Kind::kList);
  }
  void OnSequenceEnd() override { Close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Open(mark, tag, anchor, YamlNode::Kind::kMap);
  }
  void OnMapEnd() override { Close(); }

 private:
  // A list or map that is not yet closed.
  struct Frame {
    YamlNode node;
    // In a map: whether a key was read whose value is still to come.
    bool has_key = false;
    std::set<std::string> keys;
    // Whether it stands where a key should, and is no part of the tree.
    bool is_key = false;
  };

  bool NeedsKey() const {
    return !frames_.empty() && frames_.back().node.kind == YamlNode::Kind::kMap &&
           !frames_.back().has_key;
  }

  void RefuseAnchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor == 0) return;
    problems_.Add(PlaceOf(mark), Path(), "anchors (&name) are not allowed; write the value out");
  }

  // The parser calls plain values `?` and quoted ones `!`.
  void RefuseTag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    problems_.Add(PlaceOf(mark), Path(), absl::StrCat("tags are not allowed: ", tag));
  }

  void Open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
            YamlNode::Kind kind) {
    RefuseAnchor(mark, anchor);
    RefuseTag(mark, tag);
    Frame frame;
    frame.is_key = NeedsKey();
    if (frame.is_key) {
      problems_.Add(PlaceOf(mark), Path(), "a key must be text");
      TakeKey(mark, "", "?");
    }
    frame.node.kind = kind;
    frame.node.place = PlaceOf(mark);
    frames_.push_back(std::move(frame));
  }

  void Close() {
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    if (!frame.is_key) Put(std::move(frame.node));
  }

  void Take(const YAML::Mark& mark, YamlNode::Kind kind, const std::string& text,
            const std::string& tag) {
    if (NeedsKey()) return TakeKey(mark, text, tag);
    YamlNode node;
    node.kind = kind;
    node.place = PlaceOf(mark);
    node.text = text;
    Put(std::move(node));
  }

  void TakeKey(const YAML::Mark& mark, const std::string& key, const std::string& tag) {
    Frame& frame = frames_.back();
    if (key == "<<" && tag == "?") {
      problems_.Add(PlaceOf(mark), Path(), "merge keys (<<) are not allowed; write the values out");
    }
    if (!frame.keys.insert(key).second) {
      problems_.Add(
          PlaceOf(mark), absl::StrCat(Path(), Path().empty() ? "" : ".", key),
          absl::StrCat("is given twice; it stands on line ", LineOf(frame, key), " already"));
    }
    frame.node.entries.push_back({key, PlaceOf(mark), {}});
    frame.has_key = true;
  }

  static int LineOf(const Frame& frame, const std::string& key) {
    const auto& entries = frame.node.entries;
    const auto entry = std::find_if(entries.begin(), entries.end(),
                                    [&](const YamlEntry& each) { return each.key == key; });
    return entry == entries.end() ? 0 : entry->place.line;
  }

  void Put(YamlNode node) {
    if (frames_.empty()) {
      root_ = std::move(node);
      return;
    }
    Frame& frame = frames_.back();
    if (frame.node.kind == YamlNode::Kind::kList) {
      frame.node.items.push_back(std::move(node));
      return;
    }
    frame.node.entries.back().value = std::move(node);
    frame.has_key = false;
  }

  // Where in the document the parser is, such as `customers.acme.plan[0]`.
  std::string Path() const {
    std::string path;
    for (const Frame& frame : frames_) {
      if (frame.node.kind == YamlNode::Kind::kList) {
        absl::StrAppend(&path, "[", frame.node.items.size(), "]");
      } else if (frame.has_key) {
        absl::StrAppend(&path, path.empty() ? "" : ".", frame.node.entries.back().key);
      }
    }
    return path;
  }

  Problems& problems_;
  std::vector<Frame> frames_;
  YamlNode root_;
};

// Complains of what a second document would hold.
class SecondDocument : public YAML::EventHandler {
 public:
  explicit SecondDocument(Problems& problems) : problems_(problems) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    problems_.Add(PlaceOf(mark), "", "a second document starts here; a book is one document");
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t,
                const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}

 private:
  Problems& problems_;
};

Place PlaceOfOffset(absl::string_view text, size_t offset) {
  const absl::string_view before = text.substr(0, offset);
  const size_t line_start =
      before.rfind('\n') == absl::string_view::npos ? 0 : before.rfind('\n') + 1;
  const auto lines = std::count(before.begin(), before.end(), '\n');
  return {static_cast<int>(lines) + 1,
          static_cast<int>(DisplayWidth(before.substr(line_start))) + 1};
}

// The parser would stop at some control characters as if the file ended there, and put something
// else in the place of what is not UTF-8.
bool IsReadable(absl::string_view text, Problems& problems) {
  if (text.size() > kMaxYamlBytes) {
    problems.Add({1, 1}, "", absl::StrCat("is larger than ", kMaxYamlBytes >> 20, " MiB"));
    return false;
  }
  const size_t invalid = FindInvalidUtf8(text);
  if (invalid != text.size()) {
    problems.Add(PlaceOfOffset(text, invalid), "", "is not UTF-8; save the file as UTF-8");
    return false;
  }
  const size_t control = FindControlCharacter(text, "\t\n\r");
  if (control != text.size()) {
    problems.Add(PlaceOfOffset(text, control), "", "is a control character; take it out");
    return false;
  }
  return true;
}

}  // namespace

std::optional<YamlNode> ParseYaml(absl::string_view text, Problems& problems) {
  if (!IsReadable(text, problems)) return std::nullopt;

  TreeBuilder builder(problems);
  try {
    std::istringstream in{std::string(text)};
    YAML::Parser parser(in);
    if (!parser.HandleNextDocument(builder)) {
      problems.Add({1, 1}, "", "the file is empty");
      return std::nullopt;
    }
    SecondDocument second(problems);
    parser.HandleNextDocument(second);
  } catch (const YAML::Exception& error) {
    problems.Add(PlaceOf(error.mark), "", error.msg);
    return std::nullopt;
  }
  return builder.TakeRoot();
}

}  // namespace tally
