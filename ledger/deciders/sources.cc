#include "ledger/deciders/sources.h"

#include "ledger/deciders/definition.h"
#include "ledger/deciders/lookup.h"
#include "ledger/deciders/unique.h"

namespace tally {
namespace {

absl::Status CheckMeters(const Books& books, const std::string& org_id, const v1::Source& source) {
  for (int i = 0; i < source.meters_size(); ++i) {
    const std::string field = absl::StrCat("source.meters[", i, "].item_id");
    absl::Status known = CheckItem(books, org_id, field, source.meters(i).item_id());
    if (!known.ok()) return known;
  }
  for (int i = 0; i < source.meters_size(); ++i) {
    absl::Status unique =
        CheckUnique(absl::StrCat("source.meters[", i, "].excluded_members"),
                    source.meters(i).excluded_members(), [](const std::string& id) { return id; });
    if (!unique.ok()) return unique;
  }
  return CheckUnique("source.meters", source.meters(),
                     [](const v1::Meter& meter) { return meter.meter(); });
}

}  // namespace

Decision<> Decide(const v1::DefineSource& command, const Books& books, const Context&) {
  v1::Source source = command.source();
  source.clear_etag();

  const std::string& org_id = command.org_id();
  const std::optional<v1::Source> current = books.sources.Find(org_id, source.source_id());
  if (absl::Status is = CheckOrg(books, org_id); !is.ok()) return is;
  if (absl::Status is = CheckEtag(command.etag(), current); !is.ok()) return is;
  if (absl::Status is = CheckMeters(books, org_id, source); !is.ok()) return is;
  if (IsAs(current, source)) return Emit();

  v1::SourceDefined defined;
  defined.set_org_id(org_id);
  *defined.mutable_source() = source;
  return Emit(defined);
}

}  // namespace tally
